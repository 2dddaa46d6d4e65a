"""Openly licensed texts beyond the Debian packages: novels, stories, dialogue, encyclopaedias, guides.

`prepare.py --texts DIR` reads `DIR/<name>/<language>.txt.xz`: UTF-8, a paragraph (sentence, turn, speech) a line, an
empty line after each document. Each row says where a text comes from, under which licence, and who says so; the
model's NOTICE is made of the same rows (`card.py`). No NC, no ND, and none of the usual test sets.

How they were cleaned: NFC; control, format and private characters out; long paragraphs cut at the ends of sentences
(2,000 characters, Chinese and Japanese 700); lines with less than 70 % letters out; a long line once a language over all
sources; code, tables, front matter and link targets of Markdown out; ruby, annotations and colophons of Aozora out;
Arabic without its vowel signs; Chinese in simplified characters; translated lines that are not in their language out.

Looked at and left out: classical Chinese novels (vernacular of the Ming and Qing, nothing that a reader of today writes),
hadith collections (repetitive chains of names), Tanzil's Quran translations (no changes allowed), ChatterBot's corpus (tiny).
"""

from dataclasses import dataclass

# Order and default of what a language draws: see `rows.py`.
KINDS = ["everyday", "narrative", "encyclopaedia", "docs"]


@dataclass(frozen=True)
class Text:
    name: str
    kind: str  # one of KINDS
    licence: str
    origin: str  # repositories with the commit that was read, or Debian packages with their version
    note: str = ""  # who says the licence, and what was left out


_WIKIPEDIA = "CC-BY-SA-3.0/4.0"
_TRANSLATED = "MIT"
_PUBLIC = "public domain"

TEXTS = [
    # Dialogue, sentences, stories, games.
    Text("cataclysm-dda", "everyday", "CC-BY-SA-3.0", "Debian cataclysm-dda-data 0.F-3-9", "prose and dialogue of the game"),
    Text("freedroidrpg", "everyday", "GPL-2+", "Debian freedroidrpg-data", "dialogue"),
    Text("naev", "everyday", "GPL-3+ (data GPL-2+)", "Debian naev-data", "dialogue and descriptions"),
    Text("warzone2100", "everyday", "GPL-2+", "Debian warzone2100-data"),
    Text("xpersona", "everyday", "MIT", "HLTCHKUST/Xpersona @ 1da049a1bb", "small talk, translations checked by people"),
    Text("real-persona-chat", "everyday", "CC-BY-SA-4.0", "nu-dialogue/real-persona-chat @ 28d0b6b386", "Japanese chats"),
    Text("crosswoz", "everyday", "Apache-2.0", "thu-coai/CrossWOZ @ df82c9fdff", "validation and test part"),
    Text("kdconv", "everyday", "Apache-2.0", "thu-coai/KdConv @ 653db76432", "development and test part"),
    Text("tatoeba", "everyday", "CC-BY-2.0-FR", "AndiAlifs/DatasetRepos @ 7ff3808d80 (id), ObadaZay/nmt @ e03a55a351 (ar), "
         "13luoyu/Transformer-machine-translation @ aa43963320 (zh), MaiHai999/DichTiengPhapSangViet @ f28dc703a6 (vi)",
         "sentences of Tatoeba, whose authors each line names there"),
    Text("tanaka", "everyday", "CC-BY-2.0", "odashi/small_parallel_enja @ 312408a11c", "Tanaka corpus, without its test part"),
    Text("storybooks", "everyday", "CC-BY", "global-asp/asp-source @ 99e022369a", "African Storybook, story by story, NC ones left out"),
    Text("storybooks-pb", "everyday", "CC-BY-4.0 or public domain", "global-asp/pb-source @ 9ea530dfb0", "Pratham Books"),
    Text("howtocook", "everyday", "Unlicense", "Anduin2017/HowToCook @ cbeb536760", "Chinese recipes"),
    # Novels, plays, the Bible.
    Text("storybooks-world", "narrative", "CC-BY-4.0 or CC-BY", "global-asp/global-asp @ b0193c31ed, lida-source @ af4dc1b5b0, "
         "global-lida @ 0c4808d657, global-pb @ f910f18523, isb-source @ 61e8deea2a", "children's stories; story by story, NC and ND ones left out"),
    Text("eltec", "narrative", "public domain, markup CC-BY-4.0",
         "COST-ELTeC/ELTeC-eng @ 3db3b6738a, -fra @ 83f0a43fdb, -deu @ d1eed488bd, -spa @ 83e2a22d5e, -rus @ fc5014be10",
         "novels of 1840–1920; the Russian repository states no licence, its texts are of the same age"),
    Text("russian-novels", "narrative", _PUBLIC, "JoannaBy/RussianNovels @ 0398a127fe",
         "no licence file; authors who died before 1946 and works before 1930 only"),
    Text("aozora", "narrative", "public domain in Japan", "aozorahack/aozorabunko_text @ 0984f7dc18",
         "texts that mention a licence, or were first published after 1930, left out"),
    Text("cligs-textbox", "narrative", "public domain, markup CC-BY-4.0", "cligs/textbox @ 1b91e94047", "novels and stories 1840–1940"),
    Text("conha19", "narrative", "Public Domain Mark 1.0", "cligs/conha19 @ d5def0a3b5", "Spanish American novels 1830–1910"),
    Text("luxun", "narrative", "public domain, repository MIT", "tallusil/luxun-novel-analysis @ 432ecfaa72", "without editors' notes"),
    Text("dracor", "narrative", "CC0-1.0", "dracor-org/gerdracor @ 1a98528430, rusdracor @ b178c0401f", "plays from 1830"),
    Text("bible-sword", "narrative", _PUBLIC, "scrollmapper/bible_databases @ a228a19a29", "as each SWORD module's .conf says"),
    Text("ebible", "narrative", _PUBLIC, "BibleNLP/ebible-corpus @ d46013e855", "by its list of licences; the Indonesian one is ND and left out"),
    # Encyclopaedias.
    Text("wikipedia", "encyclopaedia", _WIKIPEDIA, "JohanMadsen/02807_Project @ acb54d6bfc (en), "
         "overweightbarracuda/science_fair2324 @ e65b1a19ab (zh), tuananh1406/them_dau_tieng_viet @ db2898d71b (vi)",
         "Wikipedia's own licence; each article carries its address there"),
    Text("simple-wikipedia", "encyclopaedia", _WIKIPEDIA, "taminemelissa/quiz-generator @ d21d03334c", "Simple English Wikipedia"),
    Text("klexikon", "encyclopaedia", "CC-BY-SA-4.0", "dennlinger/klexikon @ c909f38794", "for children"),
    Text("wikipedia-klexikon", "encyclopaedia", "CC-BY-SA-4.0", "dennlinger/klexikon @ c909f38794", "Wikipedia on the same subjects"),
    Text("leipzig-wikipedia", "encyclopaedia", "CC-BY-SA; collection CC-BY", "rakkaalhazimi/Data-NLP-Bahasa-Indonesia @ 9e65df260a",
         "Leipzig Corpora Collection, ind_wikipedia_2021_10K"),
    Text("stellarium", "encyclopaedia", "GPL-2+", "Debian stellarium-data 0.22.2-1", "sky cultures"),
    # Guides and manuals.
    Text("ms-iot", "docs", _TRANSLATED, "microsoft/IoT-For-Beginners @ 8bd535533b", "translated by machine"),
    Text("ms-edgeai", "docs", _TRANSLATED, "microsoft/edgeai-for-beginners @ 05d7c7ef90", "translated by machine"),
    Text("ms-azd", "docs", _TRANSLATED, "microsoft/AZD-for-beginners @ ee9762cd15", "translated by machine"),
    Text("ms-security", "docs", "CC0-1.0", "microsoft/Security-101 @ 2e6e0f30cd", "translated by machine"),
    Text("privacyguides", "docs", "CC-BY-SA-4.0", "privacyguides/i18n @ 115b5cea05"),
    Text("opensource-guide", "docs", "CC-BY-4.0", "github/opensource.guide @ ebc9678e39"),
    Text("mdn-retired", "docs", "CC-BY-SA-2.5+", "mdn/retired-content @ 5cdb0dad53"),
    Text("react-docs", "docs", "CC-BY-4.0", "reactjs/id.react.dev @ b4f5eafd8d, ar.react.dev @ 5a263fdf83"),
    Text("golang-id", "docs", "BSD-3-Clause", "golang-id/web @ 7230adda7d"),
    Text("elixirschool", "docs", "Apache-2.0", "elixirschool/elixirschool @ dab9a06f10"),
]
