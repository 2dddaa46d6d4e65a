import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDecoder } from '../../../src/engine/decoder';
import { Provider } from '../../../src/engine/provider';
import type { Session } from '../../../src/engine/sessions';
import { loadSession } from '../../../src/engine/sessions';
import { writeVariant } from '../../../src/graph/variants';
import { Fixture, fixtureNames } from '../graph/fixture';

/**
 * Half-precision logits are refused when a model is opened; activations rounded by the range of a whole pass come out
 * differently where passes are cut differently.
 */
const names = fixtureNames.filter((name) => !/fp16|dynamic/.test(name));

for (const name of names) {
  describe(`decoding ${name}`, () => {
    let directory: string;
    let fixture: Fixture;
    let session: Session;
    /** `[pos, vocabulary]` */
    let rows: Float32Array[];

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'babelscope-decoder-'));
      fixture = await Fixture.open(name, directory);
      const variant = await writeVariant(fixture.graph, fixture.anatomy, 'steer', directory);
      session = await loadSession(variant, {
        threads: 1,
        provider: new Provider('cpu'),
        unpackWeights: true,
      });
      const { vocabulary } = fixture.anatomy;
      const logits = await fixture.plain();
      rows = fixture.expected.ids[0].map((_, pos) =>
        logits.subarray(pos * vocabulary, (pos + 1) * vocabulary),
      );
    });
    after(async () => {
      await session.release();
      await rm(directory, { recursive: true, force: true });
    });

    const apart = (a: Float32Array, b: Float32Array) => {
      assert.equal(a.length, b.length);
      return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
    };
    const neutral = () => fixture.steering(1, 0, () => 0);
    const near = 1e-4;

    it('token by token gives the logits of the whole text at every token', async () => {
      const ids = fixture.expected.ids[0];
      const decoder = createDecoder(fixture.anatomy, session, neutral());
      for (const [pos, id] of ids.entries()) {
        const logits = await decoder.read([id]);
        assert.ok(apart(logits, rows[pos]) < near, `${pos}: ${apart(logits, rows[pos])}`);
      }
    });

    it('gives the same for a prompt in one pass, in two, in several, and followed by a token', async () => {
      const ids = fixture.expected.ids[0];
      const cuts = [
        { passLength: 512, mostLogits: 1e6 },
        { passLength: 512, mostLogits: 0 },
        { passLength: 2, mostLogits: 0 },
      ];
      for (const limits of cuts) {
        const decoder = createDecoder(fixture.anatomy, session, neutral(), limits);
        const prompt = await decoder.read(ids.slice(0, -1));
        assert.ok(apart(prompt, rows[ids.length - 2]) < near);
        const last = await decoder.read(ids.slice(-1));
        assert.ok(apart(last, rows[ids.length - 1]) < near);
        assert.ok(apart(prompt, last) > near, 'the two are told apart');
      }
    });

    it('steers every pass, the prompt’s and those after', async () => {
      const ids = fixture.expected.ids[0];
      const steered = fixture.steering(0.5, 0.3, (index) => index / 10);
      const whole = createDecoder(fixture.anatomy, session, steered);
      const stepwise = createDecoder(fixture.anatomy, session, steered);
      for (const id of ids.slice(0, -1)) await stepwise.read([id]);
      const [a, b] = [await whole.read(ids), await stepwise.read(ids.slice(-1))];
      assert.ok(apart(a, b) < near, String(apart(a, b)));
      assert.ok(apart(a, rows[ids.length - 1]) > 0.01);
    });

    it('gives the same, from the beginning each time, for an export whose cache cannot be carried on', async () => {
      const ids = fixture.expected.ids[0];
      const { cache } = fixture.anatomy;
      const anatomy = { ...fixture.anatomy, cache: cache && { ...cache, outputs: [] } };
      const decoder = createDecoder(anatomy, session, neutral());
      await decoder.read(ids.slice(0, -2));
      assert.ok(apart(await decoder.read(ids.slice(-2)), rows[ids.length - 1]) < near);
    });

    it('is not disturbed by another that takes turns on the same session', async () => {
      const ids = fixture.expected.ids[0];
      const one = createDecoder(fixture.anatomy, session, neutral());
      const other = createDecoder(
        fixture.anatomy,
        session,
        fixture.steering(0, 1, () => 1),
      );
      let logits: Float32Array | undefined;
      for (const id of ids) [logits] = await Promise.all([one.read([id]), other.read([id])]);
      assert.ok(apart(logits!, rows[ids.length - 1]) < near);
    });
  });
}
