/**
 * Terminal output as pieces of text with classes; never as HTML. Understands colours and weights, carriage return,
 * backspace and erase-to-end; drops every other escape.
 */

export interface Style {
  fg?: string;
  bg?: string;
  bold?: boolean;
  dim?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

export interface Piece {
  text: string;
  /** Class names, such as `fg-red bold`; empty for plain text. */
  classes: string;
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;

/** The nearest name of a colour: tokens have the contrast that free colours lack. */
function nameOf(red: number, green: number, blue: number): string {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  if (most - least < 40) return most < 128 ? 'black' : 'white';
  const middle = (most + least) / 2;
  const bits = [red, green, blue].map((part) => (part > middle ? 1 : 0));
  return NAMES[(bits[0] ?? 0) + 2 * (bits[1] ?? 0) + 4 * (bits[2] ?? 0)] ?? 'white';
}

/** A colour of the table of 256. */
function indexed(index: number): string {
  if (index < 16) return NAMES[index % 8] ?? 'white';
  if (index >= 232) return index < 244 ? 'black' : 'white';
  const rest = index - 16;
  const part = (value: number) => (value === 0 ? 0 : 55 + value * 40);
  return nameOf(part(Math.floor(rest / 36)), part(Math.floor(rest / 6) % 6), part(rest % 6));
}

/** Reads `38;5;n` and `38;2;r;g;b`; says how many codes it took. */
function extended(codes: number[], at: number): [string | undefined, number] {
  if (codes[at + 1] === 5) return [indexed(codes[at + 2] ?? 7), 2];
  if (codes[at + 1] === 2) return [nameOf(codes[at + 2] ?? 0, codes[at + 3] ?? 0, codes[at + 4] ?? 0), 4];
  return [undefined, 0];
}

/** The style after a select-graphic-rendition sequence. */
function select(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(Number);
  let next = { ...style };
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) next = {};
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 4) next.underline = true;
    else if (code === 7) next.inverse = true;
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 24) delete next.underline;
    else if (code === 27) delete next.inverse;
    else if (code === 39) delete next.fg;
    else if (code === 49) delete next.bg;
    else if (code >= 30 && code <= 37) next.fg = NAMES[code - 30] ?? 'white';
    else if (code >= 90 && code <= 97) next.fg = NAMES[code - 90] ?? 'white';
    else if (code >= 40 && code <= 47) next.bg = NAMES[code - 40] ?? 'white';
    else if (code >= 100 && code <= 107) next.bg = NAMES[code - 100] ?? 'white';
    else if (code === 38 || code === 48) {
      const [colour, taken] = extended(codes, at);
      if (colour) next[code === 38 ? 'fg' : 'bg'] = colour;
      at += taken;
    }
  }
  return next;
}

function classesOf(style: Style): string {
  const parts = [];
  // With a ground the ink is the plain one: not every pair of tokens can be read.
  if (style.bg) parts.push(`bg-${style.bg}`);
  else if (style.fg) parts.push(`fg-${style.fg}`);
  if (style.bold) parts.push('bold');
  if (style.dim) parts.push('dim');
  if (style.underline) parts.push('underline');
  if (style.inverse) parts.push('inverse');
  return parts.join(' ');
}

/** One line as cells, in which later output may overwrite earlier output. */
class Cells {
  private readonly cells: { char: string; classes: string }[] = [];
  private column = 0;

  put(char: string, classes: string): void {
    this.cells[this.column] = { char, classes };
    this.column += 1;
  }

  control(char: string): boolean {
    if (char === '\r') this.column = 0;
    else if (char === '\b') this.column = Math.max(0, this.column - 1);
    else return false;
    return true;
  }

  eraseToEnd(): void {
    this.cells.length = Math.min(this.cells.length, this.column);
  }

  pieces(): Piece[] {
    const pieces: Piece[] = [];
    for (const { char, classes } of this.cells) {
      const last = pieces.at(-1);
      if (last?.classes === classes) last.text += char;
      else pieces.push({ text: char, classes });
    }
    return pieces;
  }
}

const SPECIAL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const TOKEN =
  /\u001b\[([0-9;:?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]?|[^]/gu;

/** A line without its end, and the style that goes on after it. */
export function parseLine(line: string, style: Style): { pieces: Piece[]; style: Style } {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!SPECIAL.test(text)) return { pieces: text ? [{ text, classes: classesOf(style) }] : [], style };
  const cells = new Cells();
  let current = style;
  for (const [token, parameters = '', final] of text.matchAll(TOKEN)) {
    if (final === 'm') current = select(current, parameters);
    else if (final === 'K' && (parameters === '' || parameters === '0')) cells.eraseToEnd();
    else if (token.startsWith('\u001b') || cells.control(token)) continue;
    else if (token === '\u0000') cells.put('␀', classesOf(current));
    else if (token === '\t' || !SPECIAL.test(token)) cells.put(token, classesOf(current));
  }
  return { pieces: cells.pieces(), style: current };
}

/** Whether a line reads like an error or a warning. Only a mark: the verdict of a run comes from elsewhere. */
export function kindOf(text: string): 'error' | 'warning' | 'plain' {
  if (
    /\b(error|fatal|failed|failure|panic|exception|traceback|segfault|no space left|not found)\b/i.test(text)
  ) {
    return 'error';
  }
  return /\b(warn|warning)\b/i.test(text) ? 'warning' : 'plain';
}
