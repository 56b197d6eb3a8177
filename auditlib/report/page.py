"""One design for every page: notebook reports, intake report, index.

A page is one file: style sheet, script and font are inside, and its Content-Security-Policy forbids every request.
"""

import base64
import hashlib
import html
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import jinja2
import markupsafe

from auditlib.report import fonts
from auditlib.rules.catalogue import AMOUNT_ZH, SEVERITY_ZH, STRENGTH_ZH

TEMPLATES = Path(__file__).parent / "templates"
HEADING = re.compile(r"<h([123])([^>]*)>(.*?)</h\1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
NO_LETTER = re.compile(r"[^\w ]")
ROW = re.compile(r'<tr id="([^"]+)">')
NAMED = re.compile(r'<(?!tr )[^<>]* id="([^"]+)"')
RULE_ID = re.compile(r"[A-Z]{3,}-\d\d[a-z]?")


@cache
def environment() -> jinja2.Environment:
    """Templates of this package: everything of a page escaped, an unknown name is an error. All know the words for a rule's letters."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name.endswith(".html.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"count": lambda number: "" if number is None else f"{number:,}", "wan": wan, "quoted": quoted}
    made.globals |= {"severity": SEVERITY_ZH, "strength": STRENGTH_ZH, "amount": AMOUNT_ZH}
    return made


def render(template: str, **values: object) -> str:
    """A template of this package with these values; what a template cannot look up is an error."""
    return environment().get_template(template).render(values)


def wan(amount: Decimal | str | int | None) -> str:
    """Yuan as 万元 with two decimals."""
    return "" if amount is None else f"{Decimal(amount) / 10000:,.2f}"


def quoted(text: str) -> markupsafe.Markup:
    """Text within a string of a style sheet: whatever is no letter, digit or space by its number."""
    return markupsafe.Markup(NO_LETTER.sub(lambda found: f"\\{ord(found[0]):x} ", text))


@cache
def _assets() -> dict[str, str]:
    script = "(()=>{'use strict';\n" + "".join(map(_lean, ("save.js", "page.js"))) + "})();"
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {
        "script": script,
        "style": re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)).replace("FONT_STACK", fonts.STACK).strip(),
        "policy": f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "font-src data:; base-uri 'none'; form-action 'none'",
    }


def _lean(script: str) -> str:
    """A script without comments and indentation."""
    return re.sub(r"^(?:\s+|//.*\n)+", "", (TEMPLATES / script).read_text(encoding="utf-8"), flags=re.MULTILINE)


#: What stands above and below a page for the audit team.
BANNER, FOOTER = "内部使用 · 疑点未经核实", "本页为审计组内部资料。疑点须经核实方可认定为问题，不得对外公布。"


def build(
    title: str,
    body: str,
    *,
    kind: str = "report",
    home: str = "",
    code: bool = False,
    banner: str = BANNER,
    footer: str = FOOTER,
    made_of: str = "",
) -> str:
    """A whole page around ``body`` (trusted HTML, data in it already escaped), with its table of contents and font.

    ``kind``: report, intake or index (a class of the page). ``home``: link to the index page. ``code``: the body has code to unfold.
    ``banner``, ``footer``: what stands above and below it. ``made_of``: name and digest of what a page of a run was made from (never of the
    page itself), for its foot, with how to prove it.
    """
    body, contents = _anchored(_once(body))
    names = {"kind": kind, "home": home, "code": code, "banner": banner, "footer": footer, "made_of": made_of, "fonts": fonts.STACK}
    return fonts.embed(render("page.html.j2", title=title, body=body, contents=contents, **names, **_assets()))


def _once(body: str) -> str:
    """The body with each id of a row once: a link leads to the section of that name, else to the first row that shows the matter."""
    seen = {*NAMED.findall(body)}
    return ROW.sub(lambda row: "<tr>" if row[1] in seen or seen.add(row[1]) else row[0], body)


def _anchored(body: str) -> tuple[str, list[dict]]:
    """The body with an id on every heading, and its headings of level 2 and 3 for the table of contents.

    A heading that begins with a rule id gets that id (``#LOAN-02``), any other its text.
    """
    contents: list[dict] = []
    used: dict[str, int] = {}

    def anchor(found: re.Match) -> str:
        level, attributes, inner = found.groups()
        text = " ".join(html.unescape(TAG.sub("", inner)).split())
        rule = RULE_ID.match(text)
        name = rule.group() if rule else re.sub(r"\s+", "-", text) or "s"
        used[name] = used.get(name, 0) + 1
        if used[name] > 1:
            name = f"{name}-{used[name]}"
        if level != "1":
            contents.append({"level": int(level), "id": name, "text": text})
        attributes = re.sub(r"\s*\bid=(\"[^\"]*\"|'[^']*'|\S+)", "", attributes)
        return f'<h{level}{attributes} id="{html.escape(name)}">{inner}</h{level}>'

    return HEADING.sub(anchor, body), contents
