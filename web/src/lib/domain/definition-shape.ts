/** Whether a document has the shape of a definition: texts where texts belong, lists where lists do. */
import type { Fault } from './definition-toml';

type Shape =
  'text' | 'number' | 'yes or no' | 'a list of texts' | 'a table of texts' | { list: Shapes } | Shapes;
interface Shapes {
  [field: string]: Shape;
}

const ARGUMENT: Shapes = {
  name: 'text',
  description: 'text',
  kind: 'text',
  options: 'a list of texts',
  default: 'text',
  identity: 'yes or no',
};
const KPI: Shapes = {
  name: 'text',
  unit: 'text',
  better: 'text',
  file: 'text',
  adapter: 'text',
  metric: 'text',
};

/** Only what the form edits; the server checks the rest. */
const DEFINITION: Shapes = {
  name: 'text',
  title: 'text',
  purpose: 'text',
  script: 'text',
  pass_arguments: 'text',
  timeout: 'text',
  concurrency: 'number',
  iterations: 'number',
  mirror: 'text',
  hosts: { execution: 'text', statistics: 'a list of texts' },
  arguments: { list: ARGUMENT },
  kpis: { list: KPI },
  report: { list: { title: 'text', item: 'text' } },
  results: { max_bytes: 'text', max_files: 'number', include: 'a list of texts', exclude: 'a list of texts' },
  subjects: 'a table of texts',
};

export function shapeErrors(document: unknown): Fault[] {
  return inTable(document, DEFINITION, '');
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('toISOString' in value);
}

function inTable(value: unknown, shapes: Shapes, at: string): Fault[] {
  if (!isTable(value)) return [{ pointer: at, detail: `${at.slice(1)} has to be a table` }];
  return Object.entries(value).flatMap(([field, part]) => {
    const shape = shapes[field];
    return shape === undefined ? [] : fits(part, shape, `${at}/${field}`);
  });
}

function fits(value: unknown, shape: Shape, at: string): Fault[] {
  const field = at.split('/').at(-1) ?? '';
  if (typeof shape === 'string') {
    return isOf(value, shape) ? [] : [{ pointer: at, detail: `${field} has to be ${article(shape)}` }];
  }
  if (!('list' in shape) || typeof shape['list'] !== 'object') return inTable(value, shape as Shapes, at);
  if (!Array.isArray(value)) return [{ pointer: at, detail: `${field} has to be a list of tables` }];
  const item = shape['list'] as Shapes;
  return value.flatMap((each: unknown, index) => inTable(each, item, `${at}/${index}`));
}

function isOf(value: unknown, shape: string): boolean {
  const isText = (each: unknown) => typeof each === 'string';
  if (shape === 'text') return isText(value);
  if (shape === 'number') return typeof value === 'number';
  if (shape === 'yes or no') return typeof value === 'boolean';
  if (shape === 'a list of texts') return Array.isArray(value) && value.every(isText);
  return isTable(value) && Object.values(value).every(isText);
}

function article(shape: string): string {
  if (shape === 'text') return 'a text in quotes';
  if (shape === 'yes or no') return 'true or false';
  return shape === 'number' ? 'a number' : shape;
}
