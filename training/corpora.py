"""Where the text comes from: Debian packages (bookworm, `main`) and Common Voice sentences.

Every row names packages, the reader for their files (`extract.py`), a glob inside the unpacked
package with `{}` for the language, the codes that package family uses, and the licence of the texts
as the package's `copyright` file states it (read package by package on 2026-11-25; `note` says where the
text's licence is not that file's first). `kind` decides sampling: `everyday` is dialogue and plain
sentences, `docs` is manuals. The model card's table is made from the same rows (`card.py`).

Every licence here allows copies, changed ones too, for any purpose. What does not is left out: the texts of
the licences themselves, which some manuals carry as an appendix ("changing it is not allowed").
"""

from dataclasses import dataclass, field

# Counts the changes to what is taken from the packages; a checkpoint remembers what it was trained on.
# 2: licence texts left out
RULES = 2

LANGUAGES = ["en", "zh", "fr", "es", "vi", "id", "ja", "de", "ru", "ar"]


@dataclass(frozen=True)
class Source:
    name: str
    reader: str  # html | xml | man | mo | po
    kind: str  # everyday | docs
    licence: str
    packages: dict[str, str]  # language -> Debian package
    glob: str  # relative to the unpacked package; {} is the code below
    codes: dict[str, str] = field(default_factory=dict)  # language -> code in paths; default: itself
    note: str = ""  # on the licence, for NOTICE
    left_out: str = ""  # file names with a licence's own text, a regular expression

    def code(self, language: str) -> str:
        return self.codes.get(language, language)


def _same(package: str, languages: str) -> dict[str, str]:
    return {language: package for language in languages.split()}


def _suffixed(prefix: str, languages: str, codes: dict[str, str] | None = None) -> dict[str, str]:
    return {l: f"{prefix}{(codes or {}).get(l, l)}" for l in languages.split()}


_ZH = {"zh": "zh_CN"}
_MAN = ("one per page: GPL-2+, Linux-man-pages-copyleft, BSD, MIT; zh GFDL-1.2+; ja as the page translated; "
        "other translations GPL-3+")

SOURCES = [
    # Stories and dialogue. English is the catalogue's msgid, read from the German one.
    Source("wesnoth", "mo", "everyday", "GPL-2+", _same("wesnoth-1.16-data", "en zh fr es vi id ja de ru ar"),
           "usr/share/games/wesnoth/1.16/locale/{}/LC_MESSAGES/*.mo", _ZH | {"en": "de"}),
    Source("widelands", "mo", "everyday", "GPL-2+", _same("widelands-data", "en zh fr es id ja de ru ar"),
           "usr/share/games/widelands/data/locale/{}/LC_MESSAGES/*.mo", _ZH | {"en": "de"}),
    Source("unknown-horizons", "mo", "everyday", "CC-BY-SA-3.0 and GPL-2+", _same("unknown-horizons", "en zh fr es vi id ja de ru ar"),
           "usr/share/unknown-horizons/content/lang/{}/LC_MESSAGES/*.mo", _ZH | {"en": "de"},
           note="the game's content is CC-BY-SA-3.0, everything else GPL-2+; the catalogues lie in content/"),
    Source("freeciv", "mo", "everyday", "GPL-2+", _same("freeciv-data", "en zh fr es id ja de ru ar"),
           "usr/share/locale/{}/LC_MESSAGES/*.mo", _ZH | {"en": "de"}),
    Source("supertux", "po", "everyday", "GPL-3+", _same("supertux-data", "zh fr es vi id ja de ru ar"),
           "usr/share/games/supertux2/locale/{}.po", _ZH,
           note="levels, whose texts the catalogues repeat: GPL-2+ or CC-BY-SA-3.0"),
    # Manuals.
    Source("libreoffice-help", "html", "docs", "MPL-2.0",
           _suffixed("libreoffice-help-", "en zh fr es vi id ja de ru", {"en": "en-us", "zh": "zh-cn"}),
           "usr/share/libreoffice/help/{}/text/**/*.html", {"en": "en-US", "zh": "zh-CN"}),
    Source("gnome-user-docs", "xml", "docs", "CC-BY-SA-3.0", _same("gnome-user-docs", "en zh fr es vi id ja de ru"),
           "usr/share/help/{}/**/*.page", _ZH | {"en": "C"}),
    Source("evolution-help", "xml", "docs", "CC-BY-SA-3.0", _same("evolution-common", "en zh fr es id ja de ru"),
           "usr/share/help/{}/**/*.page", _ZH | {"en": "C"},
           note="by the manual's own legal.xml; the copyright file speaks of the program only"),
    Source("gimp-help", "html", "docs", "GFDL-1.2+ without invariant sections",
           _suffixed("gimp-help-", "en zh fr es ja de ru", {"zh": "zh-cn"}),
           "usr/share/gimp/2.0/help/{}/*.html", _ZH,
           note="no cover texts either; the copyright file is in gimp-help-common",
           left_out=r"legal\.html|gfdl.*\.html"),
    Source("debian-handbook", "html", "docs", "GPL-2+ or CC-BY-SA-3.0", _same("debian-handbook", "en zh fr es vi id ja de ru ar"),
           "usr/share/doc/debian-handbook/html/{}/*.html",
           {"en": "en-US", "zh": "zh-CN", "fr": "fr-FR", "es": "es-ES", "vi": "vi-VN", "id": "id-ID",
            "ja": "ja-JP", "de": "de-DE", "ru": "ru-RU", "ar": "ar-MA"}),
    Source("debian-reference", "html", "docs", "GPL-2+",
           _suffixed("debian-reference-", "en zh fr es id ja de", {"zh": "zh-cn"}),
           "usr/share/debian-reference/*.{}.html", {"zh": "zh-cn"}),
    Source("installation-guide", "html", "docs", "GPL-2", _same("installation-guide-amd64", "en zh fr es vi id ja de ru"),
           "usr/share/doc/installation-guide-amd64/{}/*.html", _ZH,
           left_out=r"apf.*\.html"),
    Source("maint-guide", "html", "docs", "GPL-2+",
           {"en": "maint-guide"} | _suffixed("maint-guide-", "zh fr es vi ja de ru", {"zh": "zh-cn"}),
           "usr/share/doc/maint-guide*/html/*.html"),
    Source("debian-faq", "html", "docs", "permissive copyleft (verbatim and modified copies under the same notice)",
           {"en": "debian-faq"} | _suffixed("debian-faq-", "zh fr ja de ru", {"zh": "zh-cn"}),
           "usr/share/doc/debian/FAQ/**/*.html"),
    Source("developers-reference", "html", "docs", "GPL-2+",
           {"en": "developers-reference"} | _suffixed("developers-reference-", "fr ja de ru"),
           "usr/share/developers-reference/**/[a-z]*-*.html"),
    Source("aptitude-doc", "html", "docs", "GPL-2+", _suffixed("aptitude-doc-", "en es fr ja ru"),
           "usr/share/doc/aptitude/html/{}/*.html"),
    Source("manpages", "man", "docs", _MAN,
           {"en": "manpages"} | _suffixed("manpages-", "zh fr es vi id ja de ru"),
           "usr/share/man/{}/man[1-8]/*.gz", _ZH | {"en": "."}),
    Source("manpages-dev", "man", "docs", _MAN,
           {"en": "manpages-dev"} | {l: f"manpages-{l}-dev" for l in "fr es ja de ru".split()},
           "usr/share/man/{}/man[1-8]/*.gz", {"en": "."}),
    # Interface texts: only where manuals are thin; short strings are dropped by the filter.
    Source("libreoffice-l10n", "mo", "docs", "MPL-2.0", _suffixed("libreoffice-l10n-", "ar vi id"),
           "usr/lib/libreoffice/program/resource/{}/LC_MESSAGES/*.mo"),
    Source("evolution-l10n", "mo", "docs", "LGPL-2 or LGPL-3", _same("evolution-common", "ar vi id"),
           "usr/share/locale/{}/LC_MESSAGES/*.mo"),
    Source("gramps-l10n", "mo", "docs", "GPL-2+", _same("gramps", "ar vi zh"),
           "usr/share/locale/{}/LC_MESSAGES/*.mo", _ZH),
]


def packages() -> list[str]:
    """All package names, sorted, each once."""
    return sorted({p for s in SOURCES for p in s.packages.values()})
