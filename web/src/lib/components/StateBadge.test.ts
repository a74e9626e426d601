import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { runLook } from '$lib/domain/run-state';
import StateBadge from './StateBadge.svelte';

it('shows a state by its word beside an icon that is not read out', () => {
  const { container } = render(StateBadge, { look: runLook('timed_out') });
  expect(screen.getByText('Timed out')).toBeTruthy();
  expect(container.querySelector('[aria-hidden] svg')).toBeTruthy();
});
