import assert from 'node:assert/strict';
import { renderChat } from '../../../src/text/chat-template';
import { jinjaCases, named, rendered } from './jinja-cases';
import expected from './jinja.json';

/** [template] what Transformers 4.57 with Jinja2 3.1 makes of it; null where it fails. The training stage holds it to that. */
const texts: Readonly<Record<string, string | null>> = expected.texts;

describe('Jinja', () => {
  it('is tried with what is expected, and with nothing else', () => {
    assert.deepEqual(Object.keys(texts), [...jinjaCases]);
  });

  it('prints what Python prints, or refuses', () => {
    const differing = jinjaCases.filter((one) => {
      const ours = rendered(named(one));
      return ours !== null && ours !== texts[one];
    });
    assert.deepEqual(differing, []);
  });

  it('refuses no more than is known', () => {
    const refused = jinjaCases.filter((one) => texts[one] !== null && rendered(named(one)) === null);
    assert.deepEqual(refused, expected.refused);
  });

  it('names what it cannot do', () => {
    const fails = (source: string, words: RegExp): void =>
      assert.throws(() => renderChat({ source, specialTokens: {} }, ''), words);
    fails('{{ 3.14|round(2) }}', /it uses the filter “round”, which cannot be done here/);
    fails("{{ 'a'.zfill(3) }}", /it uses “zfill” of a text, which cannot be done here/);
    fails('{% if 1 is sameas(1) %}{% endif %}', /it uses the test “sameas”, which cannot be done here/);
    fails('{% with a = 1 %}{% endwith %}', /it cannot be read here: Unknown statement type: with/);
    fails('{{ 1 < 2 < 3 }}', /it compares in a row, with < and </);
    fails('{{ messages[0].content + 1 }}', /it computes a text \+ an int/);
    fails('{{ messages[0].metadata.name }}', /it looks for “name” in what is not defined/);
  });

  it('writes nothing far too long', () => {
    const fails = (source: string): void =>
      assert.throws(() => renderChat({ source, specialTokens: {} }, ''), /far too (?:long|much)/);
    fails("{{ 'a' * 1000000000 }}");
    fails('{{ 10 ** 100000 }}');
    fails('{{ range(100000000) }}');
    fails('{{ [1]|tojson(indent=1000000000) }}');
    fails(
      '{% set n = namespace(x=10 ** 1000) %}{% for i in range(20) %}{% set n.x = n.x * n.x %}{% endfor %}',
    );
  });
});
