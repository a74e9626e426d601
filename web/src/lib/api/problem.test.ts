import { describe, expect, it } from 'vitest';
import { fieldError, noAnswer, otherErrors, problemOf } from './problem';
import type { Problem } from './types';

const refused: Problem = {
  type: 'invalid',
  title: 'Unprocessable',
  status: 422,
  detail: 'Two fields were refused.',
  request_id: 'r1',
  errors: [
    { pointer: '/arguments/level', detail: 'choose one of 1, 9' },
    { pointer: '/purpose', detail: 'is not known' },
  ],
};

describe('problems', () => {
  it('keeps what the server said', () => {
    expect(problemOf(refused, 422)).toBe(refused);
  });

  it('says that an answer was not ours when a proxy sends its own page', () => {
    const problem = problemOf('<html>Bad gateway</html>', 502);
    expect(problem.status).toBe(502);
    expect(problem.title).toContain('502');
  });

  it('finds the sentence of one field, and those of fields that are not on the form', () => {
    expect(fieldError(refused, '/arguments/level')).toBe('choose one of 1, 9');
    expect(fieldError(refused, '/title')).toBeUndefined();
    expect(otherErrors(refused, ['/arguments/level']).map((error) => error.pointer)).toEqual(['/purpose']);
  });

  it('says what to do when no answer came', () => {
    expect(noAnswer().detail).toContain('try again');
  });
});
