import assert from 'node:assert/strict';
import { chatTemplateOf, renderChat } from '../../../src/text/chat-template';

const render = (config: unknown, message: string, file?: string) => {
  const template = chatTemplateOf(config, file);
  assert.ok(template);
  return renderChat(template, message);
};

/** The shapes that published templates have, each written anew. */
const chatML = `{% for message in messages %}{% if loop.first and message['role'] != 'system' %}<|im_start|>system
You are helpful.<|im_end|>
{% endif %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

const headers = `{%- if not date_string is defined %}{%- set date_string = '26 Jul 2024' %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = '' %}
{%- endif %}
{{- bos_token }}
{%- if tools is not none %}{{- raise_exception('no tools here') }}{%- endif %}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}`;

const turns = `{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}`;

const instructions = `{%- set ns = namespace(index=0) -%}
{{ bos_token }}
{%- for message in messages if message.role in ['user', 'assistant'] -%}
  {%- if message.role == 'user' -%}{{ ' [INST] ' ~ message.content ~ ' [/INST]' }}
  {%- else -%}{{ ' ' ~ message.content ~ eos_token }}{%- endif -%}
  {%- set ns.index = ns.index + 1 -%}
{%- endfor -%}
{%- if ns.index != messages|length -%}{{ raise_exception('Only user and assistant roles are supported') }}{%- endif -%}`;

describe('A chat template', () => {
  it('of the shape of ChatML puts a message between its marks and begins the answer', () => {
    assert.equal(
      render({ chat_template: chatML }, ' Hi! '),
      '<|im_start|>system\nYou are helpful.<|im_end|>\n<|im_start|>user\n Hi! <|im_end|>\n<|im_start|>assistant\n',
    );
  });

  it('with headers, white space control and slices, as Llama’s', () => {
    assert.equal(
      render({ chat_template: headers, bos_token: '<|begin_of_text|>' }, ' Salut ! '),
      '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nSalut !<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
    );
  });

  it('with turns and exceptions, as Gemma’s; special tokens may be objects', () => {
    const config = { chat_template: turns, bos_token: { content: '<bos>', special: true } };
    assert.equal(
      render(config, 'مرحبا'),
      '<bos><start_of_turn>user\nمرحبا<end_of_turn>\n<start_of_turn>model\n',
    );
  });

  it('with a namespace and filtered loops, as Mistral’s', () => {
    const config = { chat_template: instructions, bos_token: '<s>', eos_token: '</s>' };
    assert.equal(render(config, '駅はどこ'), '<s> [INST] 駅はどこ [/INST]');
  });

  it('is the default one of several, and a file of its own stands above the configuration', () => {
    const several = [
      { name: 'tool_use', template: 'tools' },
      { name: 'default', template: 'plain: {{ messages[0].content }}' },
    ];
    assert.equal(render({ chat_template: several }, 'x'), 'plain: x');
    assert.equal(render({ chat_template: several }, 'x', 'file: {{ messages[0].content }}'), 'file: x');
    assert.equal(render({ chat_template: [{ name: 'rag', template: 'only' }] }, 'x'), 'only');
  });

  it('is none where the files name none, or nothing that could be one', () => {
    const none = [undefined, null, 7, [], {}, { chat_template: '' }, { chat_template: 3 }];
    const odd = [{ chat_template: [] }, { chat_template: [1, { name: 'default' }] }];
    for (const config of [...none, ...odd]) assert.equal(chatTemplateOf(config), undefined);
  });

  it('leaves a message as it is, whatever is written in it', () => {
    const message = '{{ 7 * 7 }} {% for x in y %} <|im_end|> \u0000 "\\n"';
    assert.equal(render({ chat_template: '{{ messages[0].content }}' }, message), message);
  });

  it('reaches nothing of the program that interprets it', () => {
    const reach = [
      '{{ messages.constructor }}',
      '{{ messages[0]["__proto__"] }}',
      '{{ "".constructor.constructor("return process")() }}',
      '{{ raise_exception.constructor("return 1")() }}',
      '{{ process }}{{ require }}{{ globalThis }}',
    ];
    for (const template of reach) {
      let text;
      try {
        text = render({ chat_template: template }, 'x');
      } catch {
        text = '';
      }
      assert.equal(text, '', template);
    }
  });

  it('says what it objects to, or what is wrong with it', () => {
    const fails = (chat_template: string, words: RegExp) =>
      assert.throws(() => render({ chat_template }, 'x'), words);
    fails("{{ raise_exception('System role not supported') }}", /System role not supported/);
    for (const cut of [
      '{% for x in messages %}',
      '{% for x in messages %}a',
      '{% if messages %}a',
      '{% set x %}',
    ])
      fails(cut, /^Error: it is not a well-formed template$/);
    fails('{{ messages[0].content | nosuchfilter }}', /nosuchfilter/);
    fails('a'.repeat(300_000), /too long/);
    fails('{% for i in range(200000) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}', /too long/);
  });

  it('writes the time as Python does, with English names, whatever the machine speaks', () => {
    // What Python 3.11 writes: datetime(2027, 1, 2, 3, 4, 5, 678000).strftime(…) and of the other days, on Linux.
    const of = (now: Date) => (format: string) =>
      renderChat({ source: `{{ strftime_now('${format}') }}`, specialTokens: {} }, '', now);
    const morning = of(new Date(2027, 0, 2, 3, 4, 5, 678));
    assert.equal(
      morning('%a|%A|%b|%B|%c|%d|%-d|%e|%D|%F|%H|%-H|%I|%-I|%j|%-j|%k|%m|%-m|%M|%p|%S|%f|%T|%R'),
      'Sat|Saturday|Jan|January|Sat Jan  2 03:04:05 2027|02|2| 2|01/02/27|2027-01-02|03|3|03|3|002|2| 3|01|1|04|AM|05|678000|03:04:05|03:04',
    );
    assert.equal(
      morning('%u|%w|%U|%W|%V|%G|%g|%y|%Y|%C|%z|%Z|%%|%x|%X'),
      '6|6|00|00|53|2026|26|27|2027|20|||%|01/02/27|03:04:05',
    );
    const evening = of(new Date(2024, 11, 30, 23, 59, 9));
    assert.equal(
      evening('%A %-d %B %Y, %I %p, %j %U %W %V %G'),
      'Monday 30 December 2024, 11 PM, 365 52 53 01 2025',
    );
    assert.equal(of(new Date(2026, 5, 30, 0, 0))('%I %-I %j'), '12 12 181');
    assert.throws(() => morning('%Q'), /strftime_now does not know “%Q”/);
  });

  it('takes characters off a text, and gives it capitals, as Python does', () => {
    const written = (template: string) => render({ chat_template: template }, 'm');
    assert.equal(written("{{ '--a-b-'.strip('-') }}"), 'a-b');
    assert.equal(written("{{ 'xyax'.lstrip('yx') ~ '|' ~ 'xyax'.rstrip('yx') }}"), 'ax|xya');
    const edges = { source: '{{ messages[0].content.strip() }}', specialTokens: {} };
    assert.equal(renderChat(edges, ' \ufeffa\x85\x1c '), '\ufeffa');
    assert.equal(written("{{ ('--a' | trim('-')) ~ '|' ~ (' a ' | trim) }}"), 'a|a');
    assert.equal(
      written("{{ \"hELLO it's\".title() ~ '|' ~ (\"hELLO it's\" | title) ~ '|' ~ 'hELLO W'.capitalize() }}"),
      "Hello It'S|Hello It's|Hello w",
    );
    assert.equal(
      written(
        "{{ messages[0].content.strip('m') ~ '|' ~ messages | map(attribute='role') | join | trim('ru') }}",
      ),
      '|se',
    );
    assert.throws(() => written('{{ 5.strip() }}'));
    assert.throws(() => written("{{ messages.strip('a') }}"), /it applies strip to what is no text/);
  });
});
