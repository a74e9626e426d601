import { beforeEach, expect, it } from 'vitest';
import { note, visits } from './recent';

beforeEach(() => localStorage.clear());

it('what was open last comes first, once, by a name that stays true', () => {
  note('/tests/1132/runs/2', '▶ 1132/2 running · Daytona');
  note('/frameworks/nginx-wrk', 'nginx-wrk · Daytona');
  note('/tests/1132/runs/2', '✓ 1132/2 clean · Daytona');
  expect(visits()).toEqual([
    { href: '/tests/1132/runs/2', label: 'Run 1132/2' },
    { href: '/frameworks/nginx-wrk', label: 'nginx-wrk' },
  ]);
});

it('places that are in the rail are left out, and only the last twelve are kept', () => {
  note('/', 'Queue · Daytona');
  note('/frameworks', 'Frameworks · Daytona');
  expect(visits()).toEqual([]);
  for (let test = 1; test <= 20; test += 1) note(`/tests/${test}`, `${test} a title · Daytona`);
  expect(visits()).toHaveLength(12);
  expect(visits()[0]?.href).toBe('/tests/20');
});

it('what another program left in the storage is no visit', () => {
  localStorage.setItem('daytona.recent', 'nonsense');
  expect(visits()).toEqual([]);
  localStorage.setItem('daytona.recent', '{"a":1}');
  expect(visits()).toEqual([]);
});
