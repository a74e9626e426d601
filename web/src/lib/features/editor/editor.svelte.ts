/**
 * The framework that is being edited: one document, seen as a form or as TOML. Keeps itself as the tab's draft; what
 * the server says of it is handed in from outside.
 */
import type { Framework, FrameworkDefinition, ProposedFramework } from '$lib/api/types';
import { emptyDefinition, isSame, lean } from '$lib/domain/definition';
import { checkDefinition, type Errors } from '$lib/domain/definition-check';
import { readToml, tomlOf, type Read } from '$lib/domain/definition-toml';
import { Draft } from '$lib/drafts';

export type View = 'form' | 'toml';

interface Kept {
  /** The revision that was being changed. */
  revision: number;
  definition: FrameworkDefinition;
  /** What stood in the TOML view, if that was open. */
  toml?: string;
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null;
  return typeof kept?.revision === 'number' && typeof kept.definition === 'object';
}

export class Editor {
  definition = $state<FrameworkDefinition>(emptyDefinition());
  view = $state<View>('form');
  /** The text of the TOML view. */
  toml = $state('');
  /** What reading that text came to. */
  read = $state<Read>();
  /** What the server refused, until it is asked again. */
  refused = $state<Errors>({});
  /** Whether errors are shown that the person has not had a chance to avoid yet. */
  isTried = $state(false);
  /** The revision that the document began from; 0 for a new framework. */
  revision = $state(0);
  /** The script that was made of a pasted command, to be put on the host. */
  script = $state<string>();
  /** Whether the document began as a draft kept in the tab. */
  isFromDraft = $state(false);
  private base = $state<FrameworkDefinition>(emptyDefinition());
  private readonly draft: Draft<Kept>;

  /** `given` is what a new framework begins with. */
  constructor(framework: Framework | undefined, given?: FrameworkDefinition) {
    this.draft = new Draft(`framework ${framework?.definition.name ?? ''}`);
    this.begin(framework, given);
    const kept = this.draft.load(isKept);
    if (kept) this.restore(kept);
  }

  /** Starts over from what the server has. */
  begin(framework: Framework | undefined, given = framework?.definition): void {
    this.revision = framework?.revision ?? 0;
    this.base = lean(framework?.definition ?? emptyDefinition());
    this.definition = structuredClone(lean(given ?? emptyDefinition()));
    this.toml = tomlOf(this.definition);
    this.read = undefined;
    this.refused = {};
    this.isTried = false;
    this.isFromDraft = false;
  }

  private restore({ revision, definition, toml }: Kept): void {
    this.definition = definition;
    this.toml = toml ?? tomlOf(definition);
    this.read = readToml(this.toml);
    this.view = toml === undefined ? 'form' : 'toml';
    this.revision = revision;
    this.isFromDraft = true;
  }

  readonly isNew = $derived.by(() => this.revision === 0);
  /** Whether the TOML view holds a text that is no definition: the form would show something else. */
  readonly isUnreadable = $derived.by(() => this.view === 'toml' && !!this.read && this.read.kind !== 'read');
  readonly isDirty = $derived.by(() => this.isUnreadable || !isSame(this.definition, this.base));
  readonly faults = $derived.by<Errors>(() => {
    const faults = checkDefinition(this.definition);
    if (this.isNew || this.definition.name === this.base.name) return faults;
    return {
      ...faults,
      '/name': `The name ${this.base.name} never changes. Clone the framework to give it another.`,
    };
  });
  /** What is said at the fields. */
  readonly errors = $derived.by<Errors>(() => ({ ...this.refused, ...(this.isTried ? this.faults : {}) }));

  /** Switches between the views. The text is written anew only if the form has changed what it says. */
  show(view: View): void {
    if (view === this.view) return;
    if (view === 'toml') {
      const said = readToml(this.toml);
      if (said.kind !== 'read' || !isSame(said.definition, this.definition))
        this.toml = tomlOf(this.definition);
      this.read = readToml(this.toml);
    }
    this.view = view;
  }

  /** Takes over what was typed into the TOML view, as far as it can be read. */
  type(text: string): void {
    this.toml = text;
    this.read = readToml(text);
    if (this.read.kind === 'read') this.definition = this.read.definition;
    this.refused = {};
    this.keep();
  }

  /** To be called after each change of the document. */
  keep(): void {
    if (!this.isDirty) return this.draft.drop();
    const definition = $state.snapshot(this.definition) as FrameworkDefinition;
    const kept: Kept = { revision: this.revision, definition };
    if (this.view === 'toml') kept.toml = this.toml;
    this.draft.save(kept);
  }

  discard(): void {
    this.draft.drop();
  }

  /** Takes over what a pasted command came to: its script and arguments; what else was filled in stays. */
  take({ definition, script }: ProposedFramework): void {
    const { name, script: path, pass_arguments, arguments: specs, kpis } = definition;
    const before = this.definition;
    const given = { name, script: path, pass_arguments, arguments: specs };
    this.definition = { ...before, ...given, kpis: before.kpis ?? kpis };
    this.script = script;
    this.toml = tomlOf(this.definition);
    this.read = readToml(this.toml);
  }

  /** Whether it can be sent; if not, the fields say why. */
  isReady(): boolean {
    this.isTried = true;
    this.refused = {};
    return !this.isUnreadable && Object.keys(this.faults).length === 0;
  }

  /** The document becomes a change of another revision: what somebody else saved is written over knowingly. */
  rebase(framework: Framework): void {
    this.revision = framework.revision;
    this.base = lean(framework.definition);
    this.refused = {};
    this.keep();
  }
}
