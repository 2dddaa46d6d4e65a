import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Tally } from './workshop';
import { inWorkshop, isSentence, tally } from './workshop';

export const full = 20;

/** Results and caches in places that are full or read-only. */
export function run(times: number): Promise<Tally[]> {
  return inWorkshop(async ({ folder, babelscope, count, numbers }) => {
    const place = join(folder, 'place');
    await mkdir(place);
    const filled = tally('disk full: one sentence, nothing half written, and it goes on once there is room');
    const readOnly = tally('folder read-only: one sentence, and nothing is written');
    const command = promisify(execFile);
    await count('whole.safetensors');
    const whole = await numbers('whole.safetensors');

    const mounted = await command('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place]).then(
      () => true,
      () => false,
    );
    if (!mounted) filled.skipped = 'no tmpfs can be mounted here (it takes root on Linux)';
    try {
      for (let turn = 0; mounted && turn < times; turn++) {
        const room = Math.floor((turn * 200) / times);
        await writeFile(join(place, 'ballast'), Buffer.alloc(1024 * (255 - room))).catch(() => undefined);
        const { code, err } = await count('place/made.safetensors');
        const left = (await readdir(place)).filter(
          (name) => !/^(ballast|made\.safetensors\.partial)$/.test(name),
        );
        const done =
          code === 0 &&
          left.every(
            (name) => /^made(\.contexts)?\.safetensors$/.test(name) || name.endsWith('.safetensors'),
          );
        filled.judge(
          done || (code === 1 && isSentence(err) && left.length === 0),
          `${room} KB: ${err} ${left.join()}`,
        );
        await rm(join(place, 'ballast'));
        const again = await count('place/made.safetensors');
        filled.judge(
          again.code === 0 && (await numbers('place/made.safetensors')) === whole,
          `${room} KB, again: ${again.err}`,
        );
        for (const name of await readdir(place)) await rm(join(place, name));
      }
    } finally {
      if (mounted) await command('umount', [place]);
    }

    await chmod(place, 0o555);
    const bound = await command('mount', ['--bind', place, place])
      .then(() => command('mount', ['-o', 'remount,ro,bind', place]))
      .then(
        () => true,
        () => false,
      );
    // For others than root the mode is enough.
    if (!bound && process.getuid?.() === 0)
      readOnly.skipped = 'root writes everywhere, and nothing can be mounted';
    try {
      const commands = [
        ['count', 'texts', '--model', 'model', '--tokens', '500', '--out', 'place/a.safetensors'],
        ['merge', 'whole.safetensors', 'whole.safetensors', '--out', 'place/a.safetensors'],
        ['report', 'whole.safetensors', '--out', 'place/a.md'],
        [
          'ablate',
          'texts',
          '--model',
          'model',
          '--atlas',
          'whole.safetensors',
          '--tokens',
          '50',
          '--out',
          'place/a.json',
        ],
        ['sweep', '--model', 'model', '--atlas', 'whole.safetensors', '--out', 'place/sweep'],
      ];
      for (const args of readOnly.skipped === undefined ? commands : []) {
        const { code, err } = await babelscope(args);
        readOnly.judge(code === 1 && isSentence(err), `${args[0]}: ${err}`);
      }
      readOnly.judge((await readdir(place)).length === 0, 'something was written');
    } finally {
      if (bound) await command('umount', [place]);
      await chmod(place, 0o755);
    }
    return [filled, readOnly];
  });
}
