/** How two revisions of a framework differ, place by place, as people speak of the places. */
import type { FrameworkDefinition } from '$lib/api/types';
import { lean } from './definition';

export interface Difference {
  /** `argument connections, default`. */
  place: string;
  /** Absent where it was not said. */
  from?: string;
  to?: string;
}

type Fields = Record<string, unknown>;

const LISTS: Record<string, { one: string; key: string }> = {
  arguments: { one: 'argument', key: 'name' },
  kpis: { one: 'KPI', key: 'name' },
  report: { one: 'report item', key: 'item' },
};

export function differences(from: FrameworkDefinition, to: FrameworkDefinition): Difference[] {
  return ofTables(lean(from) as unknown as Fields, lean(to) as unknown as Fields, '');
}

function ofTables(from: Fields, to: Fields, at: string): Difference[] {
  const fields = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return fields.flatMap((field) => {
    const list = at === '' ? LISTS[field] : undefined;
    if (list) return ofLists(asRows(from[field]), asRows(to[field]), list, field);
    return ofValues(from[field], to[field], at === '' ? field : `${at}, ${field}`);
  });
}

function ofValues(from: unknown, to: unknown, place: string): Difference[] {
  if (isTable(from) || isTable(to)) {
    return ofTables(isTable(from) ? from : {}, isTable(to) ? to : {}, place);
  }
  const [before, after] = [told(from), told(to)];
  return before === after ? [] : [{ place, from: before, to: after }];
}

function ofLists(
  from: Fields[],
  to: Fields[],
  list: { one: string; key: string },
  field: string,
): Difference[] {
  const keyOf = (row: Fields) => String(row[list.key]);
  const [before, after] = [from.map(keyOf), to.map(keyOf)];
  const rows = [...new Set([...before, ...after])].flatMap((key) => {
    const [old, now] = [from[before.indexOf(key)], to[after.indexOf(key)]];
    const place = `${list.one} ${key}`;
    if (old && now) return ofTables(old, now, place);
    return [{ place, from: old && inShort(old, list.key), to: now && inShort(now, list.key) }];
  });
  const kept = (keys: string[], others: string[]) => keys.filter((key) => others.includes(key));
  const [order, newOrder] = [kept(before, after), kept(after, before)];
  if (order.join('\n') === newOrder.join('\n')) return rows;
  return [...rows, { place: `order of ${field}`, from: order.join(', '), to: newOrder.join(', ') }];
}

/** What an added or removed row says beside its name. */
function inShort(row: Fields, key: string): string {
  const parts = Object.entries(row).filter(([field]) => field !== key);
  return parts.map(([field, value]) => `${field} ${told(value)}`).join(', ') || 'with nothing else set';
}

function asRows(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isTable) : [];
}

function isTable(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return JSON.stringify(value);
}
