import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonError, measureJson, parseJson } from '../../../src/input/json';

/** Counted by walking through the parsed value, where the reader counts in the text. */
function walked(value: unknown): { depth: number; values: number; containers: number; members: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1, containers: 0, members: 0 };
  const inner = Object.values(value as object).map(walked);
  const sum = (of: (each: ReturnType<typeof walked>) => number) =>
    inner.reduce((total, each) => total + of(each), 0);
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    values: 1 + sum(({ values }) => values),
    containers: 1 + sum(({ containers }) => containers),
    members: sum(({ members }) => members) + (Array.isArray(value) ? 0 : inner.length),
  };
}

const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '[', '{', ':', ',', ']', '}', '語') });
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

describe('JSON from outside', () => {
  it('is measured as it will be, whatever its strings hold', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
        const found = measureJson(JSON.stringify(value, null, indent));
        const { depth, values, containers, members } = walked(value);
        assert.deepEqual([found.depth, found.containers, found.members], [depth, containers, members]);
        // Commas are counted, so that an empty list counts for one more.
        assert.ok(found.values >= values && found.values <= values + containers);
      }),
    );
  });

  it('is parsed within its bounds, and refused beyond any of them before it is built', () => {
    const bounds = { depth: 3, values: 10, containers: 5, members: 4, names: 3 };
    assert.deepEqual(parseJson('[[["a,[{:"]]]', bounds), [[['a,[{:']]]);
    const refused = (json: string, message: RegExp) =>
      assert.throws(
        () => parseJson(json, bounds),
        (error) => error instanceof JsonError && message.test(error.message),
        json,
      );
    refused('[[[[]]]]', /^is nested too deeply$/);
    refused('[1,2,3,4,5,6,7,8,9,10,11]', /^holds more values/);
    refused('[{},{},{},{},{}]', /^holds more values/);
    refused('{"a":1,"b":2,"c":3,"d":4,"e":5}', /^holds more values/);
    refused('[{"a":1,"b":2},{"c":3,"d":4}]', /^holds more values/);
    assert.deepEqual(parseJson('[{"a":1,"b":2},{"a":3,"b":4}]', bounds), [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
    refused('{"a"', /^is not JSON$/);
  });

  it('costs no time where it is hostile', () => {
    for (const json of ['['.repeat(50_000), '[{},'.repeat(2_000_000), `"${'\\'.repeat(8_000_000)}`]) {
      const started = process.cpuUsage();
      assert.throws(() => parseJson(json), JsonError);
      const { user, system } = process.cpuUsage(started);
      assert.ok((user + system) / 1e6 < 2, `${(user + system) / 1e6} s`);
    }
  });
});
