import { describe, expect, it } from 'vitest';
import { argumentsOf, nameFor, readCommand, scriptFor, shellWords } from './command';

function read(text: string) {
  const result = readCommand(text);
  if (!result.ok) throw new Error(result.detail);
  return result.command;
}

describe('the words of a command', () => {
  it('are those that a shell finds', () => {
    const words = (text: string) => {
      const result = shellWords(text);
      return result.ok ? result.words : result.detail;
    };
    expect(words(`a  'b c' "d \\" e" f\\ g ''`)).toEqual(['a', 'b c', 'd " e', 'f g', '']);
    expect(words('wrk -t4 \\\n  -c 64')).toEqual(['wrk', '-t4', '-c', '64']);
    expect(words("x'y'z")).toEqual(['xyz']);
    expect(words("a 'b")).toContain('not closed');
  });

  it('are refused where only a shell could do it, with what to do instead', () => {
    const told = (text: string) => {
      const result = readCommand(text);
      return result.ok ? '' : result.detail;
    };
    expect(told('a | b')).toContain('one command');
    expect(told('a && b')).toContain('one command');
    expect(told('a > out')).toContain('console');
    expect(told('a $HOME')).toContain('“$”');
    expect(told('a "$HOME"')).toContain('“$”');
    expect(told("a '$HOME'")).toBe('');
    expect(told('A=1 b')).toContain('Without A=1');
    expect(told('   ')).toContain('Paste');
  });
});

describe('a command', () => {
  const command = read('./run.sh -c 64 --duration=30s -t4 --verbose "http://web 1/"');

  it('becomes arguments that have the names of its options', () => {
    expect(argumentsOf(command, [])).toEqual([
      { name: 'c', default: '64' },
      { name: 'duration', default: '30s' },
      { name: 't', default: '4' },
      { name: 'verbose', default: 'http://web 1/' },
    ]);
    expect(argumentsOf(command, ['t', 'verbose']).map(({ name }) => name)).toEqual(['c', 'duration']);
    expect(nameFor(command)).toBe('run');
  });

  it('is called by a script as it was typed, with the values of the run', () => {
    expect(scriptFor(command, ['t', 'verbose']).split('\n').at(-2)).toBe(
      `exec "${'$'}{0%/*}"/run.sh -c "$DAYTONA_ARG_C" --duration="$DAYTONA_ARG_DURATION" -t4 --verbose 'http://web 1/'`,
    );
  });

  it('without a folder is looked for on the path', () => {
    expect(scriptFor(read('wrk -d 5'), [])).toContain('exec wrk -d "$DAYTONA_ARG_D"');
  });

  it('with the same option twice gets two names, and negative numbers are values', () => {
    expect(argumentsOf(read('x -H a -H b --n -5 y'), []).map(({ name }) => name)).toEqual([
      'H',
      'H-2',
      'n',
      'arg1',
    ]);
  });
});
