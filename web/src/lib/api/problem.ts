/** What failed, as a value: the server's problem body, or one made here when no answer came. */
import type { FieldProblem, Problem } from './types';

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'detail' in body && 'title' in body;
}

/** The problem that an answer without success stands for, whatever its body is. */
export function problemOf(body: unknown, status: number): Problem {
  if (isProblem(body)) return body;
  return {
    type: 'unexpected',
    title: `The server answered ${status}`,
    status,
    detail: 'The answer was not one of Daytona. Look at the server and at what stands between it and you.',
    request_id: '',
  };
}

/** The problem when no answer came at all. */
export function noAnswer(): Problem {
  return {
    type: 'no_answer',
    title: 'The server does not answer',
    status: 0,
    detail:
      'Nothing was changed here. Check that the server runs and that you are connected, then try again.',
    request_id: '',
  };
}

/** What is wrong with one field, if the server refused that field. */
export function fieldError(problem: Problem | undefined, pointer: string): string | undefined {
  return problem?.errors?.find((error) => error.pointer === pointer)?.detail;
}

/** The refused fields that no control of the form shows. */
export function otherErrors(problem: Problem | undefined, shown: string[]): FieldProblem[] {
  return (problem?.errors ?? []).filter((error) => !shown.includes(error.pointer));
}
