import { renderChat } from '../../../src/text/chat-template';

/** What is said to the templates. */
export const saidTo = ' Où est\tla 駅, 𝒜é😀? ';

const pieces = {
  literals: String.raw`true ;; True ;; false ;; none ;; None ;; 1 ;; -1 ;; 2.0 ;; 1.5 ;; 0.1 ;; 100000000000000000.0 ;; 0.00001 ;; 0.0001 ;; 'a' ;; "it's" ;; 'a' 'b' ;; "a\nb\t\\ \x41 \u00e9" ;; [] ;; {} ;; (1, 2) ;; [1, 'a', none, true, 2.0, "it's", 'q"', "both'\""] ;; {'a': 1, 'b': [true, {'c': none}]} ;; ['é', 'a\nb', '\u200d', '\u00a0', '😀', '\u00ad', '\x7f'] ;; nothing ;; [nothing] ;; 12345678901 * 12345678901 ;; '%d' ;; 'a\d' ;; 9007199254740993`,
  numbers: String.raw`7 // 2 ;; -7 // 2 ;; 7 // -2 ;; -7 % 3 ;; 7 % -3 ;; -7 % -3 ;; 6 % -3 ;; 7 / 2 ;; 6 / 2 ;; 7.5 // 2 ;; -7.5 // 2 ;; -7.5 % 2 ;; 7.5 % -2 ;; 0.0 % -2 ;; -0.0 ;; 2 ** 10 ;; 2 ** -1 ;; 2 ** 3 ** 2 ;; -2 ** 2 ;; 2.0 ** 2 ;; true + true ;; true * 3 ;; 1 + 2.0 ;; 3 * 1.1 ;; 1 / 3 ;; 10 ** 20 ;; 1e3 ;; 5 % 0 ;; 5 // 0 ;; 5 / 0 ;; +true ;; -true ;; - 5 ;; 3 - -2 ;; 0.1 + 0.2 ;; 1e16 ;; 123456789.0 * 1000000000 ;; 5 - 2 - 1 ;; 2 * 3 % 4 ;; 7 // 2 * 2 ;; 1.0 * 10 ** 15 ;; 1.0 * 10 ** 16 ;; 1 / 10 ** 5`,
  texts: String.raw`'a' + 'b' ;; 'a' ~ 1 ;; 1 ~ 2 ;; 'a' ~ none ;; 'a' ~ true ;; 'a' ~ 2.0 ;; 'a' ~ [1, 'b'] ;; 'a' ~ nothing ;; 'a' + 1 ;; 'a' + none ;; 'a' * 3 ;; 3 * 'a' ;; 'a' * -1 ;; 'a' + 'b' ~ 1 ;; 'a' + 1 ~ 'b' ;; 1 + 2 ~ 3 ;; ('a' + 'b') ~ 1 ;; 1 ~ 2 + 3 ;; '%s' % 'a' ;; said|length ;; said[0] ;; said[-2] ;; said[-3:] ;; said[:5] ;; said[::-1] ;; said[2:9:3] ;; said[99] ;; said[-99] ;; said|list ;; said[9:2:-2] ;; '😀'|length ;; '😀x'[0] ;; '😀x'[1] ;; 'a' in 'abc' ;; '' in 'a' ;; 1 in 'a' ;; 'b' not in 'abc' ;; 'a' < 'b' ;; 'é' < 'z' ;; '\uffee' < '😀' ;; 'a' < 1 ;; 'B' < 'a' ;; 'a' == 'a' ;; 'a' != 1 ;; 'abc'.foo ;; 'abc'.foo.bar ;; 'abc'['foo'] ;; 'abc'[:-1] ;; 'abc'[5:] ;; 'abc'[-2:] ;; 'abc'[1:none] ;; 'abc'.0 ;; 'abc'[true] ;; 'abc'['upper']()`,
  methods: String.raw`said.strip() ;; said.lstrip() ;; said.rstrip() ;; '--a-'.strip('-') ;; 'xyax'.lstrip('yx') ;; 'a'.strip(none) ;; 'a'.strip(1) ;; 'ß'.upper() ;; 'ΑΣ'.lower() ;; 'İ'.lower() ;; "hELLO it's ǆ".title() ;; 'ΑΣ ΣΑΣ'.title() ;; 'ﬁx ßa'.title() ;; 'აბ'.title() ;; 'ᾳ'.title() ;; 'ᾳ'.upper() ;; 'ŉa'.title() ;; 'hELLO W'.capitalize() ;; 'აბ'.capitalize() ;; ' a b  c '.split() ;; 'a,b,,c'.split(',') ;; 'a,b,c'.split(',', 1) ;; ' a b c '.split(none, 1) ;; ' a b c '.rsplit(none, 1) ;; 'a,b,c'.rsplit(',', 1) ;; 'a b '.split(none, 1) ;; 'a,b'.split(sep=',', maxsplit=1) ;; ''.split() ;; ''.split(',') ;; 'abc'.split('') ;; 'a</think>b</think>c'.split('</think>')[-1] ;; 'a\u3000b\x1cc\ufeffd'.split() ;; 'a\nb\r\nc\n'.splitlines() ;; ''.splitlines() ;; 'aaa'.replace('a', 'b') ;; 'aaa'.replace('a', 'b', 2) ;; 'abc'.replace('', '-') ;; 'abc'.replace('', '-', 2) ;; 'a'.replace(none, 'b') ;; 'aaa'.replace('aa', '$&') ;; 'abc'.startswith('a') ;; 'abc'.startswith(('x', 'a')) ;; 'abc'.startswith(['a']) ;; 'abc'.endswith('c') ;; 'abc'.endswith(('x', 'y')) ;; 'abc'.startswith('b', 1) ;; 'abc'.find('c') ;; '😀c'.find('c') ;; 'abc'.find('x') ;; 'abca'.rfind('a') ;; 'abab'.count('ab') ;; 'abc'.count('') ;; ','.join(['a', 'b']) ;; ','.join([1]) ;; ','.join('abc') ;; ','.join({'a': 1}) ;; 'abc'.removeprefix('a') ;; 'abc'.removesuffix('c') ;; 'a{}'.format(1) ;; 'abc'.isdigit() ;; 'abc'.upper ;; 'abc'.index('b') ;; 'abc'.zfill(5) ;; [1].append(2) ;; [1].index(1) ;; {'a': 1}.update({}) ;; {'a': 1}.get('a') ;; {'a': 1}.get('b') ;; {'a': 1}.get('b', 2) ;; {'a': 1}.keys()|list ;; {'a': 1}.values()|list ;; {'a': 1}.items()|list ;; {'a': 1}.keys() ;; {'items': 1}.items ;; {'items': 1}['items'] ;; {'a': 1}.items()|length ;; {'a': 1}['get']('a') ;; none.foo ;; none['foo'] ;; none.foo.bar ;; 1.foo ;; nothing.foo ;; nothing['foo'] ;; nothing() ;; said.foo() ;; messages.role ;; messages[0].role ;; messages[0]['role'] ;; messages[1] ;; messages[1].role ;; messages[-1].content ;; messages.0.role ;; messages['role'] ;; messages[0].__class__`,
  lists: String.raw`[1, 2] + [3] ;; [1] + (2, 3) ;; (1, 2) + (3, 4) ;; [1, 2] * 2 ;; [3, 1, 2][1:] ;; [3, 1, 2][::-1] ;; [1, 2, 3][-2] ;; [1, 2, 3][::2] ;; (1, 2, 3)[1:] ;; 1 in [1.0] ;; true in [1] ;; none in [none] ;; nothing in [1] ;; 'a' in {'a': 1} ;; 1 in {'a': 1} ;; [] in {'a': 1} ;; 'a' in nothing ;; 'a' in none ;; 1 == 1.0 ;; 1 == true ;; 0 == false ;; '' == none ;; none == nothing ;; nothing == nothing ;; nothing == other ;; '1' == 1 ;; [] == [] ;; [1, [2]] == [1, [2.0]] ;; [1] == (1, 2) ;; {'a': 1} == {'a': 1.0} ;; {} == [] ;; none == false ;; '' == false ;; 1 < 2.5 ;; none < 1 ;; nothing < 1 ;; [1] < [2] ;; 1 < 2 < 3 ;; 3 > 2 > 1 ;; 1 == 1 == 1 ;; (1 == 1) != (2 == 3) ;; (1 < 2) == true ;; not 1 == 2 ;; not none ;; not [] ;; not nothing ;; 'a' and 'b' ;; '' or 'x' ;; none or nothing ;; [] or {} ;; 1 and 0 ;; 'y' if 1 else 'n' ;; 'y' if 0 ;; ('y' if 0) is defined ;; 'y' if '' else none ;; range(3)|list ;; range(1, 7, 2)|list ;; range(3, 0, -1)|list ;; range(3) ;; range(200000) ;; range(0)|list ;; range(2)|length ;; range(5)[1] ;; dict(a=1) ;; dict({'a': 1}, b=2) ;; namespace(a=1).a ;; namespace(a=1).b ;; namespace(a=1) ;; namespace({'a': 3}).a ;; {1: 2} ;; {'a': 1}|length ;; {'b': 1, 'a': 2} ;; loop ;; not 'a' in 'b' ;; not not 1 ;; 1 if 2 if 0 else 3 else 4`,
  filters: String.raw`said|trim ;; '--a'|trim('-') ;; 5|trim ;; none|upper ;; true|lower ;; 'ß'|upper ;; "hELLO it's (a-b)"|title ;; 'ǆa'|title ;; 'ßa'|capitalize ;; said|upper|lower ;; [1, 2]|length ;; {'a': 1}|count ;; nothing|length ;; none|length ;; 5|length ;; [1, 2]|first ;; []|first ;; [1, 2]|last ;; []|last ;; 'abc'|first ;; 'abc'|last ;; {'a': 1}|first ;; 'a'|list ;; nothing|list ;; none|list ;; 'abc'|reverse ;; [1, 2]|reverse|list ;; [1, 2]|reverse ;; [1, none, 'a', true]|join('-') ;; [1, 2]|join ;; 'abc'|join(',') ;; {'a': 1, 'b': 2}|join(',') ;; [nothing, 1]|join('-') ;; [['a', 1]]|join ;; messages|join(attribute='role') ;; messages|join(',', 'role') ;; 'aXa'|replace('a', 'b') ;; 'aaa'|replace('a', 'b', 1) ;; 5|replace(5, 6) ;; '12'|int ;; ' 12 '|int ;; '1_0'|int ;; '12.7'|int ;; '-3.9'|int ;; 'x'|int ;; 'x'|int(7) ;; 'x'|int(default=8) ;; '12abc'|int ;; 2.9|int ;; -2.9|int ;; none|int ;; true|int ;; nothing|int ;; '0x1f'|int(0, 16) ;; '1e3'|int ;; '1.5'|float ;; 'x'|float ;; '1e3'|float ;; 'inf'|float ;; 'nan'|float ;; 2|float ;; none|float ;; '.5'|float ;; '5.'|float ;; '٣'|int ;; 5|string ;; [1]|string ;; none|string ;; true|string ;; {'a': true}|string ;; -5|abs ;; -2.5|abs ;; true|abs ;; 'a'|abs ;; {'a': 1}|items|list ;; nothing|items|list ;; [1]|items ;; {'b': 1, 'A': 2}|dictsort ;; {'b': 1, 'A': 2}|dictsort(true) ;; {'b': 1, 'a': 2}|dictsort(by='value') ;; {'b': 1, 'a': 2}|dictsort(reverse=true) ;; {'a': 1}|dictsort(by='x') ;; ['b', 'A', 'c']|sort ;; ['b', 'A']|sort(case_sensitive=true) ;; [3, 1, 2]|sort(reverse=true) ;; [1, 'a']|sort ;; messages|sort(attribute='role') ;; [{'a': {'b': 2}}, {'a': {'b': 1}}]|sort(attribute='a.b') ;; ['a', 'A', 'b']|unique|list ;; ['a', 'A']|unique(true)|list ;; [1, 1.0, true]|unique|list ;; [{}]|unique|list ;; nothing|default('x') ;; none|default('x') ;; none|default('x', true) ;; ''|d('x', boolean=true) ;; nothing|default ;; nothing|default(none) ;; messages[0].foo|default('x') ;; nothing.foo|default('x') ;; messages|map(attribute='role')|list ;; messages|map(attribute='foo')|list ;; messages|map(attribute='foo', default='x')|list ;; messages|map(attribute='foo.bar')|list ;; messages|map(attribute='foo.bar', default='x')|list ;; ['a', 'b']|map('upper')|list ;; [' a']|map('trim')|join ;; ['a']|map('replace', 'a', 'b')|list ;; [1, 2]|map('nosuch')|list ;; messages|map(attribute='role') ;; messages|selectattr('role', 'equalto', 'user')|list|length ;; messages|selectattr('role')|list|length ;; messages|selectattr('role', 'in', ['user'])|list|length ;; messages|selectattr('foo', 'defined')|list ;; messages|rejectattr('role', 'eq', 'user')|list ;; messages|rejectattr('foo')|list|length ;; messages|selectattr('role', 'eq', 'x') ;; messages|selectattr('role', 'eq', 'x')|length ;; 'y' if messages|selectattr('role', 'eq', 'x') else 'n' ;; (messages|selectattr('role', 'eq', 'x')|list) or 'n' ;; messages|selectattr('role', 'eq', 'x')|first ;; messages|selectattr('role', 'eq', 'user')|last ;; [1, 0, 2]|select|list ;; [1, 0, 2]|reject|list ;; [1, 2, 3]|select('odd')|list ;; [1, 2, 3]|select('gt', 1)|list ;; [1, 2, 3]|select('divisibleby', 3)|list ;; ['a', 1]|select('string')|list ;; ['a', none]|reject('none')|list ;; 'a\nb\n\nc'|indent ;; 'a\nb'|indent(2) ;; 'a\nb'|indent(2, true) ;; 'a\n\nb'|indent(2, false, true) ;; 'a\nb\n'|indent ;; 'a\nb'|indent('> ') ;; 'a\nb'|indent(width=1, first=true) ;; 'a\r\nb'|indent ;; 5|indent ;; ''|indent ;; '<b>'|safe ;; '<b>'|safe ~ '<' ;; '<b>'|escape ;; '<b>'|e ;; '<' ;; 3.14159|round(2) ;; [1, 2]|sum ;; [1, 2]|max ;; 'a b'|wordcount ;; 'abc'|truncate(2) ;; [1, 2, 3]|batch(2)|list ;; 'a'|center(5) ;; '%s'|format(1) ;; messages|groupby('role')|list ;; -1|abs ;; -5.5|int ;; 'a'|upper ~ 'b'|upper`,
  json: String.raw`messages|tojson ;; messages[0]|tojson(indent=2) ;; {'b': [1, {}], 'a': []}|tojson(indent=4) ;; {'b': 1, 'a': 2}|tojson ;; {'b': 1, 'a': 2}|tojson(sort_keys=true) ;; {'\uffee': 1, '😀': 2}|tojson(sort_keys=true) ;; 'é😀"\\/\n\x7f\u2028<>&\x01'|tojson ;; 'é😀\x7f'|tojson(ensure_ascii=true) ;; 'é'|tojson(false) ;; 'é'|tojson(true) ;; 2.0|tojson ;; 1.5|tojson ;; 100000000000000000.0|tojson ;; 0.00001|tojson ;; 'inf'|float|tojson ;; 'nan'|float|tojson ;; true|tojson ;; none|tojson ;; nothing|tojson ;; (1, 2)|tojson ;; [1, 2]|tojson(separators=(',', ':')) ;; {'a': 1}|tojson(separators=[',', ':']) ;; [1, [2]]|tojson(indent=0) ;; [1]|tojson(indent='--') ;; [1, 2]|tojson(indent=1, separators=(',', ':')) ;; []|tojson(indent=2) ;; range(2)|tojson ;; {'a': 1}.items()|tojson ;; namespace(a=1)|tojson ;; [1]|tojson(none, 2) ;; [nothing]|tojson ;; 12345678901234567890 ;; tools|tojson ;; [1]|tojson(foo=1) ;; [[], [1]]|tojson(indent=3) ;; messages|map(attribute='role')|tojson`,
  tests: String.raw`nothing is defined ;; none is defined ;; nothing is undefined ;; none is none ;; nothing is none ;; true is boolean ;; 1 is boolean ;; 1 is integer ;; true is integer ;; 1.0 is integer ;; 1.0 is float ;; 1 is number ;; true is number ;; 1.5 is number ;; 'a' is number ;; 'a' is string ;; 1 is string ;; nothing is string ;; [] is iterable ;; 'a' is iterable ;; {} is iterable ;; nothing is iterable ;; none is iterable ;; 1 is iterable ;; [] is sequence ;; {} is sequence ;; 'a' is sequence ;; nothing is sequence ;; 1 is sequence ;; {'a': 1}.items() is sequence ;; {'a': 1}.items() is iterable ;; messages|map(attribute='role') is sequence ;; messages|map(attribute='role') is iterable ;; range(2) is sequence ;; (1, 2) is sequence ;; {} is mapping ;; [] is mapping ;; nothing is mapping ;; messages[0] is mapping ;; namespace(a=1) is mapping ;; range is callable ;; nothing is callable ;; 'a' is callable ;; 'abc' is lower ;; 'aBc' is lower ;; '12' is lower ;; 'a1' is lower ;; 'ABC' is upper ;; '12' is upper ;; 'ª' is lower ;; 3 is odd ;; 2 is even ;; -3 is odd ;; 2.0 is even ;; 'a' is odd ;; true is true ;; 1 is true ;; false is false ;; 0 is false ;; true is not none ;; 4 is divisibleby(2) ;; 4 is divisibleby 2 ;; 4 is not divisibleby(3) ;; 5 is eq(5) ;; 'a' is in(['a']) ;; 'a' is eq 'a' and true ;; 1 is lt(2) ;; 1 is number(2) ;; 1 is eq(1) is true ;; 1 is eq 1 ;; 1 is sameas(1) ;; 1 is in [1] ;; 1 is nosuch ;; not nothing is defined ;; nothing is not defined ;; none is not none ;; 'a' is string and 1 is number ;; messages is string ;; messages[0].content is string ;; messages[0]['content'] is not string ;; messages[0].content is iterable ;; true is string ;; 1 is not string == true`,
};

/** Whole templates: control, scopes and white space. */
const templates = [
  '{% for m in messages %}{{ m.role }}{{ loop.index }}{{ loop.last }}{% endfor %}',
  '{% for x in [1, 2, 3] %}a{% if x == 2 %}b{% continue %}{% endif %}c{% endfor %}',
  '{% for x in [1, 2, 3] %}a{% if x == 2 %}b{% break %}{% endif %}c{% endfor %}|',
  '{% for x in [1] %}{% continue %}{% else %}none{% endfor %}|',
  '{% for x in [] %}a{% else %}none{% endfor %}|',
  '{% for x in [1, 2] %}{{ y }}{% set y = x %}{{ y }}{% endfor %}|{{ y }}',
  '{% set y = 0 %}{% for x in [1, 2] %}{{ y }}{% set y = x %}{% endfor %}{{ y }}',
  '{% set ns = namespace(n=0) %}{% for x in [1, 2] %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}',
  '{% if true %}{% set z = 1 %}{% endif %}{{ z }}',
  '{% for x in [1, 2, 3, 4] if x is even %}{{ loop.index }}/{{ loop.length }}:{{ x }} {% endfor %}',
  '{% for k, v in {"a": 1, "b": 2}.items() %}{{ k }}={{ v }};{% endfor %}',
  '{% for k, v in {"a": 1}|items %}{{ k }}={{ v }};{% endfor %}',
  '{% for k in {"a": 1, "b": 2} %}{{ k }}{% endfor %}',
  '{% for c in "a😀" %}[{{ c }}]{% endfor %}',
  '{% for c in nothing %}x{% else %}none{% endfor %}',
  '{% for c in none %}x{% endfor %}',
  '{% for a, b in [[1, 2], (3, 4)] %}{{ a }}{{ b }}{% endfor %}',
  '{% for a, b in [[1, 2, 3]] %}{{ a }}{% endfor %}',
  '{% for x in [1, 2] %}{% for y in [3] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}',
  '{% for x in [1, 2, 3] %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }} {% endfor %}',
  '{% for x in [1, 2] %}{{ loop.cycle("a", "b") }}{% endfor %}',
  '{% for x in [1, 2] %}{{ loop.depth }}{% endfor %}',
  '{% for x in [1, 2] %}{{ loop.changed(x) }}{% endfor %}',
  '{% for x in [1, 2] %}{{ loop }}{% endfor %}',
  '{% for x in [1] %}{{ loop.foo }}{{ loop["index"] }}{% endfor %}',
  '{% set g = messages|selectattr("role", "eq", "user") %}{% for m in g %}{{ m.role }}{% endfor %}{% for m in g %}again{% endfor %}',
  '{% set g = messages|map(attribute="role") %}{{ g|first }}{{ g|list }}',
  '{% set a, b = 1, 2 %}{{ a }}{{ b }}',
  '{% set x %}a{{ 1 + 1 }}<{% endset %}{{ x }}{{ x|length }}',
  '{% set x = messages[1:] %}{{ x|length }}{% set messages = [] %}{{ messages }}',
  '{% macro f(a, b=2, c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ f(1) }}{{ f(1, c=3) }}{{ f() }}',
  '{% macro f(a) %}{{ a }}{{ caller() }}{% endmacro %}{% call f("x") %}in{% endcall %}',
  '{% macro f() %}{{ caller("c") }}{% endmacro %}{% call(v) f() %}<{{ v }}>{% endcall %}',
  '{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}',
  '{% macro f(a) %}{{ a }}{% endmacro %}{{ f(b=2) }}',
  '{% macro f() %}{{ varargs }}{% endmacro %}{{ f(1) }}',
  '{% macro f() %}{{ x }}{% endmacro %}{% set x = 1 %}{{ f() }}{% for x in [2] %}{{ f() }}{% endfor %}',
  '{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}',
  '{% macro f() %}{% endmacro %}{{ f }}',
  '{% macro f() %} a {% endmacro %}{{ f()|trim }}|{{ f() is string }}',
  '{% filter upper %}a{{ "b" }}{% endfilter %}',
  '{% filter indent(2) %}a\nb{% endfilter %}',
  '{% filter trim %} a {% endfilter %}|',
  '{{ raise_exception("No.") }}',
  '{% if nothing %}a{% elif none %}b{% elif 0.0 %}c{% elif "" %}d{% else %}e{% endif %}',
  '{% set ns = {} %}{% set ns.a = 1 %}',
  '{% generation %}a{% endgeneration %}b',
  'x {%- generation -%} a {%- endgeneration %} b',
  'a\n',
  'a\n\n',
  'a\r\nb\rc',
  '{% if true %}\n a\n{% endif %}\nb',
  '  {% if true %}\n  a\n  {% endif %}\nb',
  'x  {% if true %}  a  {% endif %}  b',
  'x  {%- if true -%}  a  {%- endif -%}  b',
  'x\n  {{- 1 -}}\n  b',
  '{{ 1 }}\n{{ 2 }}\n',
  '  {{ 1 }}  \n  {#- c -#}  \n  d',
  '  {# c #}\nd',
  '  {# c #}  {# d #}\ne',
  ' {# {{ x }} {% y #}\nd',
  'a {#- c #}\n b',
  '{%+ if true %} a{% endif +%}\nb',
  '   {%+ if true %}a{% endif %}\nb',
  '{{+ 1 }}',
  '{% if true -%}\n\n  {% if true %}a{% endif %}{% endif %}',
  "{% raw %}{{ a }} \\ ' {% b %}{% endraw %}|",
  ' {%- raw -%}\n {{ a }} \n{%- endraw -%} \n|',
  ' {% raw %} a{% endraw %}',
  '{% raw %}  {% endraw %}|',
  '{% raw -%}\n {% endraw +%}\n|',
  '{% for x in [1] %}a{% break %}{% else %}none{% endfor %}|',
  '{% raw %}\n  a\n  {% endraw %}\nb',
  '{{ "%}" }}{{ "}}" }}{% set x = "%}" %}{{ x }}',
  '{{ {"a": {"b": 1}}.a.b }}{% set x = {"a": {"b": 2}} %}{{ x.a.b }}',
  '{{ {"a": {"b": 1}}}}',
  'a%}\nb-}\nc',
  '  {- a\n',
  '{{ "a\nb" }}',
  '{% set x = "%}\n" %}{{ x }}|',
  '\u00a0{% if true %}a{% endif %}',
  ' \ufeff{%- if true %}a{% endif %}',
  '{%- if true -%}\ufeff a{%- endif -%}\u0085b',
  '{% if true %}\t{% endif %}\n\n{% if true %}b{% endif %}',
  '{% if x %}',
  '{% include "a" %}',
  '{% with a = 1 %}{{ a }}{% endwith %}',
  '{% do 1 %}',
  '{% for x in [1, [2]] recursive %}{{ x }}{% endfor %}',
  '{{ messages[0].content.split("駅")[0].strip("\\t ") }}',
  '{{ bos_token }}{{ eos_token }}{{ pad_token }}|{{ bos_token is defined }}',
  '{{ add_generation_prompt }}{{ tools }}{{ documents }}',
  '{{ strftime_now("%d %B %Y")|length > 5 }}',
  '{{ date_string if date_string is defined else "d" }}',
  "{% if (messages[0]['role'] == 'user') != (0 % 2 == 0) %}odd{% endif %}{{ 'fine' }}",
  '{%- for message in messages %}\n    {%- if message.content is string %}\n        {%- set content = message.content %}\n    {%- else %}\n        {%- set content = "" %}\n    {%- endif %}\n    {{- "<|" + message.role + "|>" + content }}\n{%- endfor %}',
];

/** What templates contain, each as a template of its own. */
export const jinjaCases: readonly string[] = [
  ...Object.values(pieces)
    .join(' ;; ')
    .split(' ;; ')
    .map((expression) => `{{ ${expression} }}`),
  ...templates,
];

/** The same with what is said under a shorter name. */
export const named = (template: string): string => `{% set said = messages[0].content %}${template}`;

/** What the product makes of a template, or null where it refuses it. */
export function rendered(source: string): string | null {
  try {
    return renderChat({ source, specialTokens: { bos_token: '<s>', eos_token: '</s>' } }, saidTo);
  } catch (error) {
    // A sentence, not a mistake of the program.
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    return null;
  }
}
