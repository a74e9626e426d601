export interface paths {
  '/admin/authority': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The authority that signs certificates of agents and, while it is being changed, which hosts are left. */
    get: operations['get_admin_authority'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/authority/finish': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Drops the old authority. Refused while agents use certificates of it, unless forced. */
    post: operations['post_admin_authority_finish'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/authority/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Makes the next authority. From now on it signs certificates, and both are trusted: agents get a new certificate as soon
     *     as no script runs on their host, or when they next connect.
     */
    post: operations['post_admin_authority_rotate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/compare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Compares runs with a base. A side is `1132/2`, `1132` for a test's latest run, or `1132/*` for all its clean runs. */
    get: operations['get_compare'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Hints of the topics, as they come. Each event is named `hint`; its data is a Hint, its id the number to resume after. */
    get: operations['get_events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The frameworks of the team, by name. */
    get: operations['get_frameworks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One framework in its latest revision, which is its ETag. */
    get: operations['get_frameworks_name'];
    /** Makes the framework, or a new revision of it. With `If-Match`, only if that is the latest revision. */
    put: operations['put_frameworks_name'];
    post?: never;
    /** Deletes a framework with its tests and runs. It can be restored from the trash. */
    delete: operations['delete_frameworks_name'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}/clone': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes a framework with another name like this one. It is yours. */
    post: operations['post_frameworks_name_clone'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}/diff': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What differs between two revisions of a framework, field by field and in words. */
    get: operations['get_frameworks_name_diff'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The framework as a file that `daytona framework apply` reads. */
    get: operations['get_frameworks_name_export'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}/revisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The revisions of a framework, newest first, each with what it changed. */
    get: operations['get_frameworks_name_revisions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/{name}/revisions/{n}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One revision of a framework, as it was saved. */
    get: operations['get_frameworks_name_revisions_n'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/from-command': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Proposes a framework for a command: what could vary, the definition, and a script that runs the command. Nothing is
     *     saved.
     */
    post: operations['post_frameworks_from_command'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/from-toml': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Reads a framework file and checks it as saving would, without saving. A mistake is told with its line. */
    post: operations['post_frameworks_from_toml'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/frameworks/to-toml': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Writes a definition as a framework file, for editors that show both. */
    post: operations['post_frameworks_to_toml'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/hosts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The hosts of the team, by name. */
    get: operations['get_hosts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/hosts/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One host. */
    get: operations['get_hosts_name'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/hosts/{name}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ends the validity of the certificate of this host's agent, and its connections at once. A run on it goes on there; its
     *     results come once the host has enrolled again.
     */
    post: operations['post_hosts_name_revoke'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/hosts/join-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes a token with which one agent enrols once. The token is in this answer and never shown again. */
    post: operations['post_hosts_join_tokens'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in, and what they may do on the server as a whole. */
    get: operations['get_me'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/passwords': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sets the password of the account that the link was made for, ends its other sessions and signs in. */
    post: operations['post_passwords'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What runs and what waits, with the reason of each waiting run. */
    get: operations['get_queue'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The runs of the team, newest first. */
    get: operations['get_runs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/search/suggest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a few typed characters may mean: tests by number and title, frameworks, hosts and tags. */
    get: operations['get_search_suggest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/server': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Version, clock and banners. */
    get: operations['get_server'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Signs in with a password and sets the session's cookie. */
    post: operations['post_sessions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions/current': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Signs out: ends the session of the cookie. */
    delete: operations['delete_sessions_current'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/setup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the server still needs its first administrator. */
    get: operations['get_setup'];
    put?: never;
    /** Creates the first administrator, with the secret of the link that the server printed, and signs in. */
    post: operations['post_setup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tags': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tags in use, by name: at most 200. */
    get: operations['get_tags'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The tests of the team with their latest runs, newest first. */
    get: operations['get_tests'];
    put?: never;
    /** Makes a test of a framework and its first run. */
    post: operations['post_tests'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One test. */
    get: operations['get_tests_id'];
    put?: never;
    post?: never;
    /** Deletes a test with its runs. It can be restored from the trash. */
    delete: operations['delete_tests_id'];
    options?: never;
    head?: never;
    /** Changes a test's title and tags, and while it has never had a run also what it will run. What is absent stays. */
    patch: operations['patch_tests_id'];
    trace?: never;
  };
  '/tests/{id}/clone': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes a new test like this one but for the changes, and its first run. */
    post: operations['post_tests_id_clone'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The runs of a test, newest first. */
    get: operations['get_tests_id_runs'];
    put?: never;
    /** Starts the next run of a test, with the test's arguments and hosts and the latest revision of its framework. */
    post: operations['post_tests_id_runs'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A run with all that was decided when it was made. */
    get: operations['get_tests_id_runs_n'];
    put?: never;
    post?: never;
    /** Deletes a run. It can be restored from the trash with its files. */
    delete: operations['delete_tests_id_runs_n'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/abort': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Asks for the run's end. 409 if its script has ended already: collecting goes on. */
    post: operations['post_tests_id_runs_n_abort'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/agent-log': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Bytes of the log that the agent of a host keeps of this run, one line for each thing that it did. The headers are
     *     those of the console.
     */
    get: operations['get_tests_id_runs_n_agent_log'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/console': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Bytes of the console as they are. `x-total-bytes` is how many the server has, `x-range-from` where the answer begins,
     *     `x-growing` whether more may come.
     */
    get: operations['get_tests_id_runs_n_console'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/files': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The result files of a run, by host and path, and behind them what the server made of them. While the run lives, those
     *     that are being followed.
     */
    get: operations['get_tests_id_runs_n_files'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/files/{host}/{path}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The content of a result file: as plain text, or as a download if it isn't text. `Range` is supported. */
    get: operations['get_tests_id_runs_n_files_host_path'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What happened to the run, oldest first. */
    get: operations['get_tests_id_runs_n_history'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/kpis': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The KPIs of a run, what was not measured, and what a reader has to know. */
    get: operations['get_tests_id_runs_n_kpis'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/marks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The phases and moments that the script marked with `daytona mark`. */
    get: operations['get_tests_id_runs_n_marks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/series': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every metric file of every host of the run, with columns and units. */
    get: operations['get_tests_id_runs_n_series'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/series/copies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Makes the columnar copies of the run's metric files again. They are made after a run's end and whenever a reader finds
     *     them missing, so this is for a copy that one doesn't trust.
     */
    post: operations['post_tests_id_runs_n_series_copies'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/series/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The values of many series over one range. A series that isn't there says so in its `problem`; the others come. */
    post: operations['post_tests_id_runs_n_series_query'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/tags': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Gives a run these tags and no others. */
    put: operations['put_tests_id_runs_n_tags'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/runs/{n}/why': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Why the run isn't running, in one sentence that is true now. */
    get: operations['get_tests_id_runs_n_why'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/{id}/tags': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Gives a test these tags and no others. */
    put: operations['put_tests_id_tags'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tests/new': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Makes a test without a run: it is new until it gets its first one. */
    post: operations['post_tests_new'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your tokens, without their secrets. */
    get: operations['get_tokens'];
    put?: never;
    /** Makes a token. Its secret is in this answer and never shown again. */
    post: operations['post_tokens'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tokens/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Revokes one of your tokens. */
    delete: operations['delete_tokens_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/trash': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What was deleted and can be restored, the latest first. */
    get: operations['get_trash'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/trash/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Removes something in the trash for good: its files and everything that is known of it. This can't be undone. */
    delete: operations['delete_trash_id'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/trash/{id}/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Restores what was deleted, with everything that went with it, files too. */
    post: operations['post_trash_id_restore'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The accounts of the team. */
    get: operations['get_users'];
    put?: never;
    /** Makes an account, with a one-time link to set its password. For an account without a password: a new link. */
    post: operations['post_users'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description What saving a definition did. */
    Applied: {
      change: components['schemas']['Change'];
      framework: components['schemas']['Framework'];
    };
    Argument: {
      name: components['schemas']['ArgumentName'];
      /** @description Whether it has a value that is shown to nobody. */
      secret?: boolean;
      /** @description Empty if it is secret. */
      value: string;
    };
    /**
     * @description How an argument is entered and shown.
     * @enum {string}
     */
    ArgumentKind: 'text' | 'select' | 'hidden' | 'secret';
    /** @description The name of an argument of a framework: `--name=value`, and folded in `DAYTONA_ARG_<NAME>`. */
    ArgumentName: string;
    /**
     * @description How arguments reach the script's `argv`.
     * @enum {string}
     */
    ArgumentPassing: 'positional' | 'named';
    /** @description One argument of a framework. */
    ArgumentSpec: {
      default?: string;
      description?: string;
      /** @description Whether another value starts another line on the trend. */
      identity?: boolean;
      kind?: components['schemas']['ArgumentKind'];
      name: components['schemas']['ArgumentName'];
      /** @description The choices of a `select`. */
      options?: string[];
    };
    /** @description The authority that signs the certificates of agents. */
    Authority: {
      change?: components['schemas']['AuthorityChange'] | null;
      /** @description The fingerprint of the one under which the server shows itself, as it stands in join tokens. */
      fingerprint: string;
    };
    /** @description A change of the authority: both are trusted until it is finished. */
    AuthorityChange: {
      /** @description Hosts whose agents still use a certificate of the old one. */
      hosts_left: components['schemas']['HostName'][];
      /** @description The fingerprint of the next one, which signs already. */
      next: string;
    };
    /**
     * @description The direction in which a number is better.
     * @enum {string}
     */
    Better: 'lower' | 'higher';
    /** @description Someone who did something: a person by name, or the server itself. */
    By:
      | {
          /** @description The account's name. */
          user: string;
        }
      | 'server';
    /** @description A number of bytes written like `512`, `64 KiB`, `1.5 GB`. In JSON that text. */
    ByteSize: string;
    /** @description A part of the command that could be an argument of a framework. */
    Candidate: {
      kind: components['schemas']['CandidateKind'];
      /** @description The name that the argument would get, from the option before it where there is one. */
      name: components['schemas']['ArgumentName'];
      /** @description The option that it belongs to, as it was typed: `-c` or `--duration`. */
      option?: string | null;
      value: string;
      /** @description Whether it is taken for an argument unless somebody says otherwise: numbers and quantities are. */
      varies: boolean;
    };
    /**
     * @description What a value looks like.
     * @enum {string}
     */
    CandidateKind: 'number' | 'quantity' | 'path' | 'url' | 'text';
    /** @enum {string} */
    Change: 'created' | 'revised' | 'none';
    /** @description What a person chooses; what is absent is taken from the framework, or in a clone from the test. */
    Choice: {
      /** @description Values by argument name. */
      arguments?: {
        [key: string]: string;
      };
      execution_host?: components['schemas']['HostName'] | null;
      statistics_hosts?: components['schemas']['HostName'][] | null;
      /** @description Versions by subject name. */
      subjects?: {
        [key: string]: string;
      };
      /** @description Tags of the new test; in a clone absent means those of the test. */
      tags?: components['schemas']['Tag'][] | null;
      timeout?: components['schemas']['Span'] | null;
      title?: components['schemas']['Title'] | null;
    };
    /** @description Makes a framework with another name like this one. */
    CloneFramework: {
      name: components['schemas']['FrameworkName'];
      title?: components['schemas']['Title'] | null;
    };
    /** @description Makes a new test with these changes and its first run. */
    CloneTest: components['schemas']['Choice'];
    /** @description What of a run's folder is collected, and how much at most. */
    CollectionLimits: {
      /** @description Not collected even if they are included. */
      exclude?: components['schemas']['PathPattern'][];
      /**
       * @description Of the files that the script leaves, only those that one of these patterns means; without any, all. The agent's own
       *     files and the script's folder are always collected.
       */
      include?: components['schemas']['PathPattern'][];
      /** @description Sum of the apparent sizes of all files. */
      max_bytes?: components['schemas']['ByteSize'];
      /** Format: int64 */
      max_files?: number;
    };
    ColumnValues: {
      first?: (number | null)[];
      last?: (number | null)[];
      max?: (number | null)[];
      /** @description Mean and number of the values of each bucket. */
      mean?: (number | null)[];
      min?: (number | null)[];
      n?: number[];
      name: string;
      unit: string;
      v?: (number | null)[];
    };
    CompareRow: {
      base: components['schemas']['SideValues'];
      better?: components['schemas']['Better'] | null;
      contenders: components['schemas']['ContenderValues'][];
      kpi: components['schemas']['KpiName'];
      unit?: string | null;
    };
    Comparison: {
      base: components['schemas']['Side'];
      contenders: components['schemas']['Side'][];
      /** @description What is not the same, in words: arguments, hosts, revisions, subjects. */
      differences: string[];
      /** @description How the rows were judged, in words. */
      method: string;
      rows: components['schemas']['CompareRow'][];
      /** @description The answer in a sentence that names both sides and the direction, one for each contender. */
      sentences: string[];
    };
    /** @description BLAKE3 of the canonical JSON of a configuration, as 64 hexadecimal digits. */
    ConfigurationHash: string;
    ContenderValues: {
      /**
       * Format: double
       * @description Contender minus base.
       */
      absolute?: number | null;
      interval?: components['schemas']['Interval'] | null;
      /**
       * Format: double
       * @description The same as a share of the base: 0.031 is 3.1 % more.
       */
      relative?: number | null;
      /** @description The verdict in words, for example "3.1 % slower than 1132/2" or "one run a side: no verdict". */
      sentence: string;
      values: components['schemas']['SideValues'];
      verdict: components['schemas']['Verdict'];
    };
    CreateJoinToken: {
      /** @description The host's name, or a pattern with `*`; absent: any name. */
      host?: string | null;
      /** @description Whether a host of a known name may get a new certificate with it. */
      re_enrol?: boolean;
      valid?: components['schemas']['Span'] | null;
    };
    /** @description Starts the next run of a test: all runs of a test have its arguments and hosts. */
    CreateRun: {
      subjects?: {
        [key: string]: string;
      };
      /** @description Tags of the run. */
      tags?: components['schemas']['Tag'][];
      timeout?: components['schemas']['Span'] | null;
    };
    /** @description Makes a new test of a framework and its first run. */
    CreateTest: components['schemas']['Choice'] & {
      framework: components['schemas']['FrameworkName'];
    };
    CreateToken: {
      /** @description What it may be used for; absent: everything that you may do. */
      scope?: components['schemas']['Scope'];
      title: components['schemas']['Title'];
    };
    CreateUser: {
      name: components['schemas']['UserName'];
      role?: components['schemas']['Role'];
    };
    /** @description The hosts that a run uses unless it names others. */
    DefaultHosts: {
      execution?: components['schemas']['HostName'] | null;
      statistics?: components['schemas']['HostName'][];
    };
    Disconnected: {
      host: components['schemas']['HostName'];
      since: components['schemas']['Timestamp'];
    };
    /**
     * @description Changes a test. Title and tags can always be changed; the rest only while the test never had a run, because all runs
     *     of a test have its arguments and hosts.
     */
    EditTest: components['schemas']['Choice'];
    /**
     * Format: int64
     * @description The number of a lease of a host, from a counter that never goes back.
     */
    Epoch: number;
    /**
     * Format: int64
     * @description The number of an event in the server's journal; never goes back.
     */
    EventId: number;
    /** @description Why a run failed. */
    FailureCause:
      | {
          /** Format: int32 */
          code: number;
          /** @enum {string} */
          kind: 'exit_code';
        }
      | {
          /** @enum {string} */
          kind: 'signal';
          /** Format: int32 */
          signal: number;
        }
      | {
          /** @enum {string} */
          kind: 'cannot_start';
          reason: string;
        }
      | {
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'setup';
          on_agent: boolean;
          reason: string;
        }
      | {
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'lost';
        }
      | {
          /** @enum {string} */
          kind: 'host_rebooted';
        }
      | {
          /** @enum {string} */
          kind: 'supervisor_lost';
        }
      | {
          /** @enum {string} */
          kind: 'restored';
        }
      | {
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'collation';
          reason: string;
        }
      | {
          bytes: components['schemas']['ByteSize'];
          /** Format: int64 */
          files: number;
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'results_too_large';
          largest_folders: string[];
        }
      | {
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'results_changed';
          path: string;
        }
      | {
          host: components['schemas']['HostName'];
          /** @enum {string} */
          kind: 'workspace_altered';
          paths: string[];
        };
    /** @description One field that differs. */
    FieldChange: {
      /** @description What it is; absent if the field isn't there any more. */
      after?: string | null;
      /** @description What it was; absent if the field wasn't there. */
      before?: string | null;
      /** @description Where: `/timeout`, or with names instead of positions `/arguments/connections/default`. */
      field: string;
      /** @description In words: "default of argument connections changed from 64 to 128". */
      sentence: string;
    };
    /** @description One refused field. */
    FieldProblem: {
      detail: string;
      /** @description JSON pointer into the request's body, such as `/arguments/level`. */
      pointer: string;
    };
    FileStatus:
      | {
          /** @enum {string} */
          kind: 'growing';
        }
      | {
          /** @enum {string} */
          kind: 'verified';
        }
      | {
          /** @enum {string} */
          kind: 'unverified';
          reason: string;
        }
      | {
          /** @enum {string} */
          kind: 'skipped';
          reason: string;
        }
      | {
          /** @enum {string} */
          kind: 'derived';
        };
    /** @description How a change is finished. */
    FinishAuthorityChange: {
      /** @description Also if agents still use certificates of the old authority. They are revoked, and have to enrol again. */
      force?: boolean;
    };
    /** @description A framework with its latest revision. */
    Framework: {
      definition: components['schemas']['FrameworkDefinition'];
      id: components['schemas']['FrameworkId'];
      /** @description Whether you may save a new revision. */
      may_edit: boolean;
      owner: string;
      revision: components['schemas']['Revision'];
      saved: components['schemas']['Timestamp'];
      saved_by: string;
    };
    /** @description What a framework file says. Every save makes a new revision of it. */
    FrameworkDefinition: {
      arguments?: components['schemas']['ArgumentSpec'][];
      /**
       * Format: int32
       * @description How many runs of this framework may be in flight at once.
       */
      concurrency?: number;
      hosts?: components['schemas']['DefaultHosts'];
      kpis?: components['schemas']['KpiSpec'][];
      metrics?: components['schemas']['MetricsChoice'];
      mirror?: components['schemas']['Mirror'];
      name: components['schemas']['FrameworkName'];
      pass_arguments?: components['schemas']['ArgumentPassing'];
      purpose?: string;
      results?: components['schemas']['CollectionLimits'];
      script: components['schemas']['ScriptPath'];
      subjects?: {
        [key: string]: string;
      };
      timeout?: components['schemas']['Span'] | null;
      title?: components['schemas']['Title'] | null;
    };
    /** @description A framework file as text. */
    FrameworkFile: {
      /** @description TOML. */
      text: string;
    };
    /**
     * Format: int64
     * @description A framework, whatever its revision.
     */
    FrameworkId: number;
    /** @description The name of a framework: unique on the server whatever its case, and never changed. It is a folder's name too. */
    FrameworkName: string;
    /** @description A revision as it was saved. */
    FrameworkRevision: {
      definition: components['schemas']['FrameworkDefinition'];
      revision: components['schemas']['Revision'];
      saved: components['schemas']['Timestamp'];
      saved_by: string;
    };
    /** @description A row of the list of frameworks. */
    FrameworkRow: {
      framework: components['schemas']['Framework'];
      latest_run?: components['schemas']['LatestRun'] | null;
      /** Format: int64 */
      tests: number;
    };
    /** @description A command that a framework is to be made from. Nothing is saved by asking. */
    FromCommand: {
      /** @description As it would be typed in a shell: `wrk -c 64 -d 30s http://web-1/`. */
      command: string;
      host?: components['schemas']['HostName'] | null;
      name?: components['schemas']['FrameworkName'] | null;
      /** @description The file that the command leaves its results in; absent: its output is kept as `output.txt`. */
      result_file?: string | null;
      title?: components['schemas']['Title'] | null;
      /** @description The names of the candidates that become arguments; absent: those that are numbers and quantities. */
      vary?: components['schemas']['ArgumentName'][] | null;
    };
    /** @description A stretch without samples, with the reason. */
    Gap: {
      /** Format: double */
      from: number;
      reason: string;
      /** Format: double */
      to: number;
    };
    /** @description A hint that something of a topic is new. The SSE `id` is the number to resume after. */
    Hint: components['schemas']['HintKind'] & {
      /** @description `queue`, `hosts`, `frameworks`, `framework:NAME`, `run:1132/2`, `console:1132/2` or `series:1132/2`. */
      topic: string;
    };
    HintKind:
      | {
          /** @enum {string} */
          kind: 'changed';
        }
      | {
          /** Format: int64 */
          bytes: number;
          /** @enum {string} */
          kind: 'console';
        }
      | {
          /** @enum {string} */
          kind: 'series';
          /** Format: double */
          reach: number;
        }
      | {
          /** @enum {string} */
          kind: 'reset';
        };
    HistoryEntry: {
      at: components['schemas']['Timestamp'];
      by: components['schemas']['By'];
      epoch?: components['schemas']['Epoch'] | null;
      /** @description The event's name, such as `script_ended`, `link_lost` or `server_restarted`. */
      event: string;
      id: components['schemas']['EventId'];
      /** @description One sentence. */
      sentence: string;
      /** @description The name of the state after it, such as `running`. */
      state: string;
    };
    Host: components['schemas']['HostState'] & {
      /** @description What other hosts reach it by. */
      address: string;
      agent_version: string;
      /** @description Why it can't run scripts, if it can't. */
      cannot_run_scripts?: string | null;
      certificate_expires?: components['schemas']['Timestamp'] | null;
      enrolled: components['schemas']['Timestamp'];
      facts?: components['schemas']['HostFacts'] | null;
      name: components['schemas']['HostName'];
      revoked?: components['schemas']['Timestamp'] | null;
      /** @description One sentence, such as "free since 11:02" or "used by run 1132/2". */
      sentence: string;
    };
    HostFacts: {
      architecture: string;
      /**
       * @description Which control groups its agent puts runs into, so that nothing of them can stay: `delegated` (version 2), `hybrid`
       *     (version 1, or both) or `none`; empty if the agent doesn't say.
       */
      control_groups: string;
      cpu_model: string;
      /** Format: int32 */
      cpus: number;
      kernel: string;
      /** Format: int64 */
      memory_bytes: number;
      operating_system: string;
    };
    /** @description The name of a host, as its agent enrolled under; also the name in its certificate and of a folder. */
    HostName: string;
    HostProgress: {
      connected: boolean;
      /** Format: int64 */
      files_total: number;
      /**
       * Format: int64
       * @description Verified files of how many, while they are collected.
       */
      files_verified: number;
      host: components['schemas']['HostName'];
      /** @description What the host is doing, in a word or two: preparing, ready, running, ended, collected. */
      phase: string;
      role: components['schemas']['HostRole'];
    };
    /**
     * @description The part that a host plays in a run.
     * @enum {string}
     */
    HostRole: 'execution' | 'statistics';
    HostState:
      | {
          /** @enum {string} */
          state: 'free';
        }
      | {
          run: components['schemas']['RunId'];
          /** @enum {string} */
          state: 'busy';
        }
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'disconnected';
        }
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'suspect';
        }
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'lost';
        };
    Interval: {
      /** Format: double */
      high: number;
      /** Format: double */
      low: number;
    };
    /** @description A token with which one agent enrols once. It is shown this once. */
    JoinToken: {
      /** @description The command to run on the host. */
      command: string;
      expires: components['schemas']['Timestamp'];
      host: string;
      /** @description `id.secret.fingerprint`. */
      token: string;
    };
    /** @description A number that a run produced. */
    Kpi: {
      better?: components['schemas']['Better'] | null;
      /** @description The file it was read from, relative to the execution host's results. */
      file: string;
      name: components['schemas']['KpiName'];
      unit?: string | null;
      /** Format: double */
      value: number;
    };
    /** @description The name of a number of a run, as the benchmark wrote it. */
    KpiName: string;
    Kpis: {
      /** @description In the order of the results file. */
      kpis: components['schemas']['Kpi'][];
      /** @description Declared by the framework and not found in the results. */
      not_measured: components['schemas']['KpiName'][];
      notes: string[];
    };
    /** @description A KPI that a framework declares. */
    KpiSpec: {
      better?: components['schemas']['Better'] | null;
      name: components['schemas']['KpiName'];
      unit?: string | null;
    };
    LatestRun: components['schemas']['RunState'] & {
      run: components['schemas']['RunId'];
    };
    /** @description A phase that begins or ends, or a moment. */
    Mark: {
      /**
       * Format: double
       * @description Since the script's exec, the zero of the run's time axis.
       */
      elapsed_seconds: number;
      kind: components['schemas']['MarkKind'];
      name: components['schemas']['MarkName'];
    };
    /**
     * @description What a mark stands for.
     * @enum {string}
     */
    MarkKind: 'begin' | 'end' | 'moment';
    /** @description The name of a phase or a moment of a run, as its script gave it. */
    MarkName: string;
    /** @description The marks of a run, at most 1,000, live and afterwards. */
    Marks: {
      /** @description In the order in which they were said. */
      marks: components['schemas']['Mark'][];
    };
    /** @description The signed-in person. */
    Me: {
      /** @description What this person may do on the server as a whole. */
      may_enrol_hosts: boolean;
      may_manage_users: boolean;
      /** @description How far this sign-in or token reaches. */
      scope?: components['schemas']['Scope'];
      user: components['schemas']['User'];
    };
    /** @description What is measured beyond what every run has. */
    MetricsChoice: {
      /**
       * @description Processes whose short name holds one of these are recorded every second, even when they do nothing. Without it,
       *     those of the test and whatever does something.
       */
      processes?: string[];
    };
    /**
     * @description What is sent while the script runs.
     * @enum {string}
     */
    Mirror: 'live' | 'quiet';
    /** @description A new token. The secret is shown this once. */
    NewToken: {
      secret: string;
      token: components['schemas']['Token'];
    };
    /** @description What is known of a run once its script has ended or will never start: it decides the final state. */
    Outcome:
      | {
          /** @enum {string} */
          kind: 'succeeded';
        }
      | {
          cause: components['schemas']['FailureCause'];
          /** @enum {string} */
          kind: 'failed';
        }
      | {
          /** @enum {string} */
          kind: 'timed_out';
          limit: components['schemas']['Span'];
        }
      | {
          by: components['schemas']['By'];
          /** @enum {string} */
          kind: 'aborted';
        };
    /** @description A page of a list. */
    Page_FrameworkRow: {
      items: {
        framework: components['schemas']['Framework'];
        latest_run?: components['schemas']['LatestRun'] | null;
        /** Format: int64 */
        tests: number;
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_HistoryEntry: {
      items: {
        at: components['schemas']['Timestamp'];
        by: components['schemas']['By'];
        epoch?: components['schemas']['Epoch'] | null;
        /** @description The event's name, such as `script_ended`, `link_lost` or `server_restarted`. */
        event: string;
        id: components['schemas']['EventId'];
        /** @description One sentence. */
        sentence: string;
        /** @description The name of the state after it, such as `running`. */
        state: string;
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_Host: {
      items: (components['schemas']['HostState'] & {
        /** @description What other hosts reach it by. */
        address: string;
        agent_version: string;
        /** @description Why it can't run scripts, if it can't. */
        cannot_run_scripts?: string | null;
        certificate_expires?: components['schemas']['Timestamp'] | null;
        enrolled: components['schemas']['Timestamp'];
        facts?: components['schemas']['HostFacts'] | null;
        name: components['schemas']['HostName'];
        revoked?: components['schemas']['Timestamp'] | null;
        /** @description One sentence, such as "free since 11:02" or "used by run 1132/2". */
        sentence: string;
      })[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_ResultFile: {
      items: {
        /** @description BLAKE3 of the content, 64 hexadecimal digits; absent while the file still grows. */
        hash?: string | null;
        host: components['schemas']['HostName'];
        /** @description Relative to the host's results; bytes that aren't UTF-8 are written `%XX`. */
        path: string;
        /** Format: int64 */
        size: number;
        status: components['schemas']['FileStatus'];
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_RevisionRow: {
      items: {
        /** @description What it changed; empty for the first one. */
        changes: components['schemas']['FieldChange'][];
        revision: components['schemas']['Revision'];
        saved: components['schemas']['Timestamp'];
        saved_by: string;
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_Run: {
      items: (components['schemas']['RunState'] & {
        /** @description Hosts in flight whose agent isn't connected, since when. */
        disconnected?: components['schemas']['Disconnected'][];
        ended?: components['schemas']['Timestamp'] | null;
        framework: components['schemas']['FrameworkName'];
        hosts: components['schemas']['RunHosts'];
        /** @description The first KPIs, for lists. */
        kpis?: components['schemas']['Kpi'][];
        may_abort: boolean;
        /** @description Whether you may change its tags, delete and restore it. */
        may_edit?: boolean;
        owner: string;
        /**
         * Format: double
         * @description How long the script ran, in seconds by the host's monotonic clock; while it runs absent.
         */
        ran_seconds?: number | null;
        run: components['schemas']['RunId'];
        /** @description One sentence: what the state means for this run, with its cause if it failed. */
        sentence: string;
        started?: components['schemas']['Timestamp'] | null;
        submitted: components['schemas']['Timestamp'];
        tags?: components['schemas']['Tag'][];
        title: components['schemas']['Title'];
      })[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_TestRow: {
      items: {
        latest?: components['schemas']['Run'] | null;
        /** Format: int64 */
        runs: number;
        test: components['schemas']['Test'];
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_Token: {
      items: {
        created: components['schemas']['Timestamp'];
        id: components['schemas']['TokenId'];
        last_used?: components['schemas']['Timestamp'] | null;
        /** @description The first characters, so that it can be recognised. */
        prefix: string;
        /** @description What it may be used for. */
        scope?: components['schemas']['Scope'];
        title: components['schemas']['Title'];
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_TrashItem: {
      items: {
        deleted: components['schemas']['Timestamp'];
        deleted_by: string;
        id: components['schemas']['TrashId'];
        /** @description When it is removed for good. */
        kept_until: components['schemas']['Timestamp'];
        kind: components['schemas']['TrashKind'];
        /** @description Whether you may restore it or remove it for good. */
        may_restore: boolean;
        /** @description What it is called: `gzip`, `1132` or `1132/2`. */
        name: string;
        owner: string;
        /** @description True once it is being removed: it can't be restored any more. */
        purging: boolean;
        /**
         * Format: int64
         * @description How many runs went with it.
         */
        runs: number;
        title: string;
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A page of a list. */
    Page_User: {
      items: {
        /** @description False until the person has set a password through the one-time link. */
        active: boolean;
        created: components['schemas']['Timestamp'];
        id: components['schemas']['UserId'];
        name: components['schemas']['UserName'];
        role: components['schemas']['Role'];
        team: components['schemas']['TeamId'];
      }[];
      /** @description Give this as `cursor` to get the next page; absent on the last one. */
      next?: string | null;
    };
    /** @description A one-time link with which a person sets a password. It is shown this once. */
    PasswordLink: {
      expires: components['schemas']['Timestamp'];
      /** @description Path and query on this server: `/password?secret=…`. */
      path: string;
      user: components['schemas']['User'];
    };
    /**
     * @description A pattern such as `scratch/**` or `*.log`: `*` and `?` stay within a folder, `**` doesn't. A pattern that means a
     *     folder means everything in it.
     */
    PathPattern: string;
    /** @description Makes a test without a run, from a framework or from another test: one of the two is named. */
    PrepareTest: components['schemas']['Choice'] & {
      framework?: components['schemas']['FrameworkName'] | null;
      test?: components['schemas']['TestId'] | null;
    };
    /** @description What failed, where, and what to do. */
    Problem: {
      /** @description One sentence: what happened and what to do. */
      detail: string;
      /** @description The fields that were refused. */
      errors?: components['schemas']['FieldProblem'][];
      /** @description To be quoted when asking for help; also in the server's log. */
      request_id?: string;
      /** Format: int32 */
      status: number;
      /** @description The status in words. */
      title: string;
      /** @description A word that programs can rely on, such as `not_found` or `conflict`. */
      type: string;
    };
    /** @description A framework that could be saved, and the script that it needs. */
    ProposedFramework: {
      /** @description Programs with a relative path: they have to lie beside the script. */
      beside: string[];
      /** @description Everything in the command that could vary; `varies` says what is an argument now. */
      candidates: components['schemas']['Candidate'][];
      definition: components['schemas']['FrameworkDefinition'];
      /** @description The definition as a framework file (TOML). */
      file: string;
      /** @description The text of the script that `definition.script` names. */
      script: string;
    };
    /** @description What runs and what waits, in the order in which the dispatcher looks at it. */
    Queue: {
      running: components['schemas']['Run'][];
      waiting: components['schemas']['Waiting'][];
      /**
       * Format: int64
       * @description How many wait in all; `waiting` holds the first of them.
       */
      waiting_total: number;
    };
    ResultFile: {
      /** @description BLAKE3 of the content, 64 hexadecimal digits; absent while the file still grows. */
      hash?: string | null;
      host: components['schemas']['HostName'];
      /** @description Relative to the host's results; bytes that aren't UTF-8 are written `%XX`. */
      path: string;
      /** Format: int64 */
      size: number;
      status: components['schemas']['FileStatus'];
    };
    /**
     * Format: int64
     * @description The number of a revision within its framework, from 1.
     */
    Revision: number;
    /** @description What differs between two revisions, field by field. */
    RevisionDiff: {
      changes: components['schemas']['FieldChange'][];
      from: components['schemas']['Revision'];
      to: components['schemas']['Revision'];
    };
    /** @description A revision of a framework, in a list: who saved it, and what differs from the one before. */
    RevisionRow: {
      /** @description What it changed; empty for the first one. */
      changes: components['schemas']['FieldChange'][];
      revision: components['schemas']['Revision'];
      saved: components['schemas']['Timestamp'];
      saved_by: string;
    };
    /**
     * @description What an account may do beyond its own things.
     * @enum {string}
     */
    Role: 'administrator' | 'member';
    /** @description A run as lists show it. */
    Run: components['schemas']['RunState'] & {
      /** @description Hosts in flight whose agent isn't connected, since when. */
      disconnected?: components['schemas']['Disconnected'][];
      ended?: components['schemas']['Timestamp'] | null;
      framework: components['schemas']['FrameworkName'];
      hosts: components['schemas']['RunHosts'];
      /** @description The first KPIs, for lists. */
      kpis?: components['schemas']['Kpi'][];
      may_abort: boolean;
      /** @description Whether you may change its tags, delete and restore it. */
      may_edit?: boolean;
      owner: string;
      /**
       * Format: double
       * @description How long the script ran, in seconds by the host's monotonic clock; while it runs absent.
       */
      ran_seconds?: number | null;
      run: components['schemas']['RunId'];
      /** @description One sentence: what the state means for this run, with its cause if it failed. */
      sentence: string;
      started?: components['schemas']['Timestamp'] | null;
      submitted: components['schemas']['Timestamp'];
      tags?: components['schemas']['Tag'][];
      title: components['schemas']['Title'];
    };
    /** @description A run with all that was decided when it was made. */
    RunDetail: components['schemas']['Run'] & {
      arguments: components['schemas']['Argument'][];
      /** @description The script with its arguments, quoted for a shell. */
      command_line: string;
      configuration: components['schemas']['ConfigurationHash'];
      earlier?: components['schemas']['RunId'] | null;
      /** Format: int64 */
      file_bytes: number;
      /** Format: int64 */
      files: number;
      host_progress: components['schemas']['HostProgress'][];
      later?: components['schemas']['RunId'] | null;
      may_run_again: boolean;
      /** @description What a reader of the results has to know: bad rows, missing KPIs, skipped files. */
      notes: string[];
      previous?: components['schemas']['RunId'] | null;
      revision: components['schemas']['Revision'];
      /**
       * Format: int64
       * @description The number of the test's latest run.
       */
      runs_of_test: number;
      subjects: {
        [key: string]: string;
      };
      timeout: components['schemas']['Span'];
      /** @description Why it isn't running yet, while it waits. */
      why_waiting?: string | null;
    };
    /** @description The hosts of a run, by name. The statistics hosts are sorted and hold neither a double nor the execution host. */
    RunHosts: {
      execution: components['schemas']['HostName'];
      statistics: components['schemas']['HostName'][];
    };
    /** @description A run: the test's number, a slash, the run's number */
    RunId: string;
    /**
     * @description Where a run is in its life. Final are `FinishedClean`, `Failed`, `TimedOut`, `Aborted` and `Imported`;
     *     nothing leaves them but `Failed` with the cause *lost*, which a late result overrules.
     */
    RunState:
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'scheduled';
        }
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'waiting';
        }
      | {
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'setup';
        }
      | {
          abort?: components['schemas']['By'] | null;
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'running';
        }
      | {
          outcome: components['schemas']['Outcome'];
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'completed';
        }
      | {
          late: boolean;
          outcome: components['schemas']['Outcome'];
          since: components['schemas']['Timestamp'];
          /** @enum {string} */
          state: 'collating';
        }
      | {
          at: components['schemas']['Timestamp'];
          late: boolean;
          /** @enum {string} */
          state: 'finished_clean';
        }
      | {
          at: components['schemas']['Timestamp'];
          cause: components['schemas']['FailureCause'];
          late: boolean;
          /** @enum {string} */
          state: 'failed';
        }
      | {
          at: components['schemas']['Timestamp'];
          late: boolean;
          limit: components['schemas']['Span'];
          /** @enum {string} */
          state: 'timed_out';
        }
      | {
          at: components['schemas']['Timestamp'];
          by: components['schemas']['By'];
          late: boolean;
          /** @enum {string} */
          state: 'aborted';
        }
      | {
          original_state: string;
          /** @enum {string} */
          state: 'imported';
        };
    /**
     * @description How far an API token reaches: each scope includes those before it. Within it the person's own rights count.
     * @enum {string}
     */
    Scope: 'read' | 'run' | 'edit' | 'admin';
    /** @description The path of an execution script below an agent's scripts folder: `folder/…/file`, without `.` and `..`. */
    ScriptPath: string;
    /**
     * @description One file's columns. With `raw`, `t` and each column's `v` hold the rows; otherwise each bucket of `step` seconds
     *     from `from` on has its first, smallest, largest and last value. `null` is a gap.
     */
    Series: {
      columns: components['schemas']['ColumnValues'][];
      file: string;
      /** Format: double */
      from: number;
      gaps: components['schemas']['Gap'][];
      host: components['schemas']['HostName'];
      /** @description What a reader of the numbers should know: of their times, and of lines and cells that can't be read. */
      notes?: string[];
      origin?: components['schemas']['Timestamp'] | null;
      /** @description Why there is nothing, if there is nothing. */
      problem?: string | null;
      raw: boolean;
      /**
       * Format: int64
       * @description Rows of the file within the range.
       */
      rows: number;
      /**
       * Format: double
       * @description Width of a bucket in seconds; 0 with `raw`.
       */
      step: number;
      /** @description Seconds since the origin of each row; empty without `raw`. */
      t: number[];
      /** Format: double */
      to: number;
    };
    SeriesAnswer: {
      series: components['schemas']['Series'][];
    };
    SeriesColumn: {
      better?: components['schemas']['Better'] | null;
      name: string;
      /** @description `%`, `kB`, `/s` …; empty if unknown. */
      unit: string;
    };
    /** @description What came of making the columnar copies of a run. */
    SeriesCopies: {
      /** @description A sentence for each file that has no copy; empty if all have one. */
      problems: string[];
    };
    SeriesFile: {
      columns: components['schemas']['SeriesColumn'][];
      /** @description Relative to the host's results, such as `sar/cpu.plt`. */
      file: string;
      host: components['schemas']['HostName'];
    };
    /** @description What series a run has. */
    SeriesIndex: {
      files: components['schemas']['SeriesFile'][];
    };
    /** @description One request for all charts of a page. */
    SeriesQuery: {
      /**
       * Format: double
       * @description Seconds since the script's exec, negative before it; absent: from the first row.
       */
      from?: number | null;
      /**
       * Format: int32
       * @description Device pixels of the plot's width.
       */
      points?: number;
      series: components['schemas']['SeriesRequest'][];
      /** Format: double */
      to?: number | null;
    };
    SeriesRequest: {
      columns: string[];
      file: string;
      host: components['schemas']['HostName'];
    };
    ServerInfo: {
      /** @description Where agents connect. */
      agent_address: string;
      /** @description What everybody should know, such as "this is a demo". */
      banners: string[];
      /** @description Whether this is `daytona demo`. */
      demo: boolean;
      now: components['schemas']['Timestamp'];
      version: string;
    };
    SetPassword: {
      password: string;
      secret: string;
    };
    /** @description Replaces the tags of a test or a run. */
    SetTags: {
      tags: components['schemas']['Tag'][];
    };
    /** @description Creates the first administrator; `secret` is from the link that the server printed at its first start. */
    Setup: {
      name: components['schemas']['UserName'];
      password: string;
      secret: string;
    };
    /** @description Whether the server still needs its first administrator. */
    SetupStatus: {
      needed: boolean;
    };
    /** @description The runs of one side. */
    Side: {
      framework: components['schemas']['FrameworkName'];
      /** @description As it was asked for: `1132/2`, or `1133/*` for all clean runs of a test. */
      key: string;
      /** @description Runs asked for and left out, with the reason. */
      left_out: string[];
      runs: components['schemas']['RunId'][];
      title: components['schemas']['Title'];
    };
    /** @description The values of a KPI on one side. Without values it is "not measured", never 0. */
    SideValues: {
      /** Format: double */
      median?: number | null;
      /** Format: int64 */
      n: number;
      /**
       * Format: double
       * @description Half the width of the middle: the median absolute deviation; absent below 2 values.
       */
      spread?: number | null;
      values: number[];
    };
    SignIn: {
      name: string;
      password: string;
    };
    /** @description A length of time written like `250ms`, `10s`, `10m`, `2h30m` or `1d`. In JSON that text. */
    Span: string;
    SuggestedFramework: {
      name: components['schemas']['FrameworkName'];
      title: string;
    };
    SuggestedTest: {
      framework: components['schemas']['FrameworkName'];
      test: components['schemas']['TestId'];
      title: string;
    };
    /** @description What a few typed characters may mean, the best first within each kind. */
    Suggestions: {
      /** @description By name, then by title. */
      frameworks: components['schemas']['SuggestedFramework'][];
      hosts: components['schemas']['HostName'][];
      run?: components['schemas']['RunId'] | null;
      tags: components['schemas']['TagCount'][];
      /** @description By number, then by title. */
      tests: components['schemas']['SuggestedTest'][];
    };
    /** @description A word such as `nightly`, or a name with a value such as `ticket=PERF-12`. A thing has each name at most once. */
    Tag: string;
    /** @description A tag with how many tests and runs have it. */
    TagCount: {
      /** Format: int64 */
      runs: number;
      /** @description As it is written and filtered by: `nightly` or `ticket=PERF-12`. */
      tag: string;
      /** Format: int64 */
      tests: number;
    };
    /**
     * Format: int64
     * @description A tenant: owns frameworks, hosts and members.
     */
    TeamId: number;
    Test: {
      /** @description Every argument with its value, in the order of definition. */
      arguments: components['schemas']['Argument'][];
      /** @description False once it has had a run: then its arguments and hosts stay, and a clone takes the changes. */
      arguments_editable?: boolean;
      created: components['schemas']['Timestamp'];
      framework: components['schemas']['FrameworkName'];
      framework_title: string;
      hosts: components['schemas']['RunHosts'];
      id: components['schemas']['TestId'];
      /** @description Whether you may change its title and tags, delete and restore it. */
      may_edit?: boolean;
      may_run: boolean;
      owner: string;
      revision: components['schemas']['Revision'];
      subjects: {
        [key: string]: string;
      };
      tags?: components['schemas']['Tag'][];
      timeout: components['schemas']['Span'];
      title: components['schemas']['Title'];
    };
    /**
     * Format: int64
     * @description The number that people type into "Go to test"; unique on the server.
     */
    TestId: number;
    /** @description A row of the list of tests. */
    TestRow: {
      latest?: components['schemas']['Run'] | null;
      /** Format: int64 */
      runs: number;
      test: components['schemas']['Test'];
    };
    /** Format: date-time */
    Timestamp: string;
    /** @description A title of one line. */
    Title: string;
    Token: {
      created: components['schemas']['Timestamp'];
      id: components['schemas']['TokenId'];
      last_used?: components['schemas']['Timestamp'] | null;
      /** @description The first characters, so that it can be recognised. */
      prefix: string;
      /** @description What it may be used for. */
      scope?: components['schemas']['Scope'];
      title: components['schemas']['Title'];
    };
    /**
     * Format: int64
     * @description An API token.
     */
    TokenId: number;
    /**
     * Format: int64
     * @description Something in the trash: a framework, a test or a run that was deleted.
     */
    TrashId: number;
    /** @description Something that was deleted. */
    TrashItem: {
      deleted: components['schemas']['Timestamp'];
      deleted_by: string;
      id: components['schemas']['TrashId'];
      /** @description When it is removed for good. */
      kept_until: components['schemas']['Timestamp'];
      kind: components['schemas']['TrashKind'];
      /** @description Whether you may restore it or remove it for good. */
      may_restore: boolean;
      /** @description What it is called: `gzip`, `1132` or `1132/2`. */
      name: string;
      owner: string;
      /** @description True once it is being removed: it can't be restored any more. */
      purging: boolean;
      /**
       * Format: int64
       * @description How many runs went with it.
       */
      runs: number;
      title: string;
    };
    /** @enum {string} */
    TrashKind: 'framework' | 'test' | 'run';
    User: {
      /** @description False until the person has set a password through the one-time link. */
      active: boolean;
      created: components['schemas']['Timestamp'];
      id: components['schemas']['UserId'];
      name: components['schemas']['UserName'];
      role: components['schemas']['Role'];
      team: components['schemas']['TeamId'];
    };
    /**
     * Format: int64
     * @description A person with an account.
     */
    UserId: number;
    /** @description The name of an account. */
    UserName: string;
    /** @enum {string} */
    Verdict: 'improvement' | 'regression' | 'changed' | 'no_difference' | 'no_verdict' | 'not_measured';
    Waiting: components['schemas']['Run'] & {
      /**
       * Format: int64
       * @description 1 is the next to be looked at.
       */
      position: number;
      /** @description One sentence that is true at this moment. */
      reason: string;
    };
    /** @description Why a run isn't running. */
    Why: {
      reason: string;
      run: components['schemas']['RunId'];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  get_admin_authority: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Authority'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_admin_authority_finish: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FinishAuthorityChange'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Authority'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_admin_authority_rotate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Authority'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_compare: {
    parameters: {
      query: {
        /** @description The side to compare with */
        base: string;
        /** @description A side that is judged; up to 7 times */
        contender: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Comparison'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_events: {
    parameters: {
      query: {
        /** @description Resume after the event of this number; the header `Last-Event-ID` comes first. */
        after?: number;
        /**
         * @description Topics, separated by commas: `queue`, `hosts`, `frameworks`, `framework:NAME`, `run:1132/2`, `console:1132/2`,
         *     `series:1132/2`.
         */
        topics: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': components['schemas']['Hint'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_FrameworkRow'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks_name: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Framework'];
        };
      };
      /** @description You have this revision. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  put_frameworks_name: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FrameworkDefinition'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Applied'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Applied'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_frameworks_name: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_frameworks_name_clone: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CloneFramework'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Framework'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks_name_diff: {
    parameters: {
      query: {
        /** @description The earlier revision. */
        from: number;
        /** @description The later revision; the latest if absent. */
        to?: number;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RevisionDiff'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks_name_export: {
    parameters: {
      query?: {
        /** @description `toml` if absent. */
        format?: 'toml' | 'json';
        /** @description The latest if absent. */
        revision?: number;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/toml': string;
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks_name_revisions: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_RevisionRow'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_frameworks_name_revisions_n: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The revision's number. */
        n: number;
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FrameworkRevision'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_frameworks_from_command: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FromCommand'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProposedFramework'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_frameworks_from_toml: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FrameworkFile'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FrameworkDefinition'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_frameworks_to_toml: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FrameworkDefinition'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FrameworkFile'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_hosts: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_Host'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_hosts_name: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Host'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_hosts_name_revoke: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Host'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_hosts_join_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateJoinToken'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JoinToken'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_me: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_passwords: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetPassword'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_queue: {
    parameters: {
      query?: {
        /** @description How many waiting runs; 50 if absent, at most 200. */
        limit?: number;
        /** @description Only your own runs; their positions stay those among all. */
        mine?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Queue'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_runs: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description Only runs of this framework. */
        framework?: string;
        /** @description Only runs on this host. */
        host?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
        /** @description Only runs of this person; `me` is whoever asks. */
        owner?: string;
        /** @description Only runs in this state; several are separated by commas. */
        state?: string;
        /**
         * @description Only runs that have this tag themselves or through their test: `nightly`, `ticket=PERF-12`, or `ticket` for any
         *     value.
         */
        tag?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_search_suggest: {
    parameters: {
      query: {
        /** @description What was typed: a number, `1132/2`, or part of a title or name. */
        q: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Suggestions'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_server: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ServerInfo'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_sessions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SignIn'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_sessions_current: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_setup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SetupStatus'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_setup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Setup'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Me'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tags: {
    parameters: {
      query?: {
        /** @description Only tags that begin with this. */
        prefix?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TagCount'][];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description Only tests of this framework. */
        framework?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
        /** @description Only tests of this person; `me` is whoever asks. */
        owner?: string;
        /** @description Only tests with this tag: `nightly`, `ticket=PERF-12`, or `ticket` for any value. */
        tag?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_TestRow'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key gives the same run for a day. */
        'Idempotency-Key'?: string | null;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateTest'];
      };
    };
    responses: {
      /** @description Made before with this key. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Test'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_tests_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  patch_tests_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EditTest'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Test'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_id_clone: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key gives the same run for a day. */
        'Idempotency-Key'?: string | null;
      };
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CloneTest'];
      };
    };
    responses: {
      /** @description Made before with this key. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_id_runs: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same key gives the same run for a day. */
        'Idempotency-Key'?: string | null;
      };
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateRun'];
      };
    };
    responses: {
      /** @description Made before with this key. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RunDetail'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_tests_id_runs_n: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_id_runs_n_abort: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Run'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_agent_log: {
    parameters: {
      query?: {
        /** @description `FROM-TO` with TO exclusive and optional, or `-COUNT` for the end; at most 1 MiB. */
        bytes?: string;
        /** @description A host of the run; by default its execution host. */
        host?: string;
      };
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': number[];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_console: {
    parameters: {
      query?: {
        /** @description `FROM-TO` with TO exclusive and optional, or `-COUNT` for the end; at most 1 MiB. */
        bytes?: string;
      };
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': number[];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_files: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_ResultFile'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_files_host_path: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        host: string;
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
        /** @description Relative to the host's results, as the list has it. */
        path: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': number[];
        };
      };
      /** @description The range that was asked for. */
      206: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': number[];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_history: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_HistoryEntry'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_kpis: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Kpis'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_marks: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Marks'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_series: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SeriesIndex'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_id_runs_n_series_copies: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SeriesCopies'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_id_runs_n_series_query: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SeriesQuery'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SeriesAnswer'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  put_tests_id_runs_n_tags: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetTags'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SetTags'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tests_id_runs_n_why: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
        /** @description The run's number within its test. */
        n: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Why'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  put_tests_id_tags: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The test's number. */
        id: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetTags'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SetTags'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tests_new: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PrepareTest'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Test'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_tokens: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_Token'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_tokens: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateToken'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['NewToken'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_tokens_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_trash: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  delete_trash_id: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The item's number in the trash. */
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is being removed. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_trash_id_restore: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The item's number in the trash. */
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TrashItem'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  get_users: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description How many items; 50 if absent, at most 200. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Page_User'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  post_users: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateUser'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PasswordLink'];
        };
      };
      /** @description What was refused or failed, and what to do. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
