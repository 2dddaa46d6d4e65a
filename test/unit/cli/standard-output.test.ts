import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonLine, writeFully } from '../../../src/cli/standard-output';

describe('Standard output', () => {
  const failing = (code: string) => Object.assign(new Error(code), { code });

  it('is written to the last byte, in however many pieces and with however many pauses it is taken', () => {
    const taken: number[] = [];
    let calls = 0;
    writeFully(Buffer.from('a “text”'), (bytes, from) => {
      if (++calls % 3 === 0) throw failing('EAGAIN');
      const some = bytes.subarray(from, from + 2);
      taken.push(...some);
      return some.length;
    });
    assert.equal(Buffer.from(taken).toString(), 'a “text”');
    assert.ok(calls > taken.length / 2);
  });

  it('as JSON reads as the same value, and has nothing in it that a terminal obeys', () => {
    const value = { text: 'a\u001b[2J\u009b31m\u202e\u00ad\ud800\u{e0041}é駅' };
    const line = jsonLine(value);
    assert.deepEqual(JSON.parse(line), value);
    assert.doesNotMatch(line.trimEnd(), /[\p{Cc}\p{Cf}\p{Cs}]/u);
    assert.ok(line.includes('é駅'));
  });

  it('that is cut by a full disk is a failure that says so', () => {
    let room = 3;
    const write = () => {
      if (room-- === 0) throw failing('ENOSPC');
      return 1;
    };
    assert.throws(() => writeFully(Buffer.from('four'), write), {
      code: 'storage-unwritable',
      message: 'The output could not be written: the disk is full. Free some space and run it again.',
    });
  });

  it('to a file that takes only a part ends with code 1', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'babelscope-output-'));
    try {
      const atlas = 'media/models/babelscope-10l/babelscope-10l.lape.safetensors';
      const script = `ulimit -f 4; exec "$0" dist/cli.js report ${atlas} --json > "$1"`;
      const run = spawnSync('sh', ['-c', script, process.execPath, join(folder, 'cut.json')]);
      assert.equal(run.status, 1);
      assert.match(run.stderr.toString(), /^babelscope: The output could not be written \(EFBIG/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('of a shell', () => {
    before(function () {
      if (process.platform !== 'linux') this.skip();
    });
    /** @param redirection of the command line's help */
    const shell = (redirection: string, stdout: 'pipe' | 'ignore' = 'pipe') =>
      spawnSync('sh', ['-c', `"$0" dist/cli.js --help ${redirection}; exit $?`, process.execPath], {
        stdio: ['ignore', stdout, 'pipe'],
        encoding: 'utf8',
      });

    it('that is closed is a failure', () => {
      const { status, stderr } = shell('>&-');
      assert.equal(status, 1);
      assert.match(stderr, /^babelscope: The output could not be written: standard output is closed\..*\n$/);
      assert.equal(shell('').status, 0);
      assert.equal(
        spawnSync('sh', ['-c', `exec >&-; "$0" dist/cli.js --help; exit $?`, process.execPath]).status,
        1,
      );
    });

    it('that is thrown away is none', () => {
      for (const { status, stderr } of [shell('> /dev/null'), shell('', 'ignore')])
        assert.deepEqual([status, stderr], [0, '']);
      const alone = spawnSync(process.execPath, ['dist/cli.js', '--help'], { stdio: 'ignore' });
      assert.equal(alone.status, 0);
    });

    it('that is full is a failure, and one that is read no further is none', () => {
      const { status, stderr } = shell('> /dev/full');
      assert.equal(status, 1);
      assert.match(stderr, /the disk is full/);
      assert.deepEqual([shell('| true').status, shell('| true').stderr], [0, '']);
    });
  });
});
