import { expect, it } from 'vitest';
import { consoleOf } from './fetch-range';

it('asks for a range of bytes and takes the size from the headers', async () => {
  const asked: string[] = [];
  const read = consoleOf({ id: 1132, n: 2 }, (input) => {
    asked.push(String(input));
    return Promise.resolve(new Response('abc', { headers: { 'x-total-bytes': '900', 'x-growing': 'true' } }));
  });
  const answer = await read(10, 20);
  expect(asked).toEqual(['/api/v1/tests/1132/runs/2/console?bytes=10-20']);
  expect(answer).toMatchObject({ total: 900, isGrowing: true });
  expect(new TextDecoder().decode(answer.bytes)).toBe('abc');
});

it('takes a console that is not there yet as empty, and a refusal as what it says', async () => {
  const answering = (status: number) =>
    consoleOf({ id: 1, n: 1 }, () =>
      Promise.resolve(new Response('{"title":"x","detail":"Sign in."}', { status })),
    );
  expect((await answering(404)(0, 5)).total).toBe(0);
  await expect(answering(401)(0, 5)).rejects.toThrow('Sign in.');
});
