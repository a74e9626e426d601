import { render } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import Row from './Row.svelte';

it('shows output as text, whatever it looks like', () => {
  const pieces = [
    { text: '<img src=x onerror=alert(1)>', classes: '' },
    { text: ' red', classes: 'fg-red' },
  ];
  const { container } = render(Row, { line: { line: { pieces, kind: 'plain', isCut: true }, number: 118 } });
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toContain('<img src=x onerror=alert(1)> red');
  expect(container.querySelector('.fg-red')?.textContent).toBe(' red');
  expect(container.textContent).toContain('118');
  expect(container.textContent).toContain('line cut');
});
