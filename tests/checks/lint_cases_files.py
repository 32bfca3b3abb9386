"""Files, sections and layouts, each with what the lint must say about them."""

from __future__ import annotations

from tests.checks.lint_case import GOOD, KEYS, Case, config, credentials, role

FILE_CASES = [
    config("good", GOOD, []),
    config("crlf", GOOD.replace("\n", "\r\n"), []),
    config("comments-and-blanks", f"# one\n; two\n\n{GOOD}\n\n# end", []),
    config("no-final-newline", GOOD.rstrip("\n"), []),
    config("empty", "", [("file-empty", 0)]),
    config("only-comments", "# nothing\n", [("file-empty", 0)]),
    config(
        "only-sso-session", "[sso-session s]\nsso_region = x\n", [("no-profile", 0)]
    ),
    config("only-default", "[default]\nregion = us-east-1\n", []),
    Case("missing", None, None, [("config-missing", 0)]),
    Case(
        "missing-beside-credentials",
        None,
        f"[a]\nregion = us-east-1\n{KEYS}".encode(),
        [("config-missing", 0)],
    ),
    Case("bom", b"\xef\xbb\xbf" + GOOD.encode(), None, [("byte-order-mark", 1)]),
    Case("utf-16", GOOD.encode("utf-16"), None, [("utf-16", 1)]),
    Case("utf-16-bare", GOOD.encode("utf-16-le"), None, [("utf-16", 1)]),
    Case("latin-1", GOOD.encode() + b"# caf\xe9\n", None, [("not-utf-8", 12)]),
    config("section-twice", GOOD + "[default]\n", [("section-twice", 12)]),
    config("key-twice", GOOD + "region = us-east-1\n", [("key-twice", 12)]),
    config(
        "key-twice-by-case",
        GOOD + "Region = us-east-1\n",
        [("key-twice", 12), ("layout-not-portable", 12)],
    ),
    config("key-first", "region = x\n" + GOOD, [("text-before-section", 1)]),
    config("no-equals", GOOD + "region\n", [("line-without-equals", 12)]),
    config(
        "header-without-bracket",
        GOOD + "[profile x\nregion = us-east-1\n",
        [("line-without-equals", 12)],
    ),
    config("no-key", GOOD + "= x\n", [("line-without-key", 12)]),
    config(
        "all-errors-at-once",
        f"x\n{GOOD}region\n= y\n[default]\n",
        [
            ("text-before-section", 1),
            ("line-without-equals", 13),
            ("line-without-key", 14),
            ("section-twice", 15),
        ],
    ),
    config("nested", GOOD + "s3 =\n  region = x\n  max_queue_size = 1\n", []),
    config(
        "nested-without-equals",
        GOOD + "s3 =\n  accelerate\n",
        [("nested-line-without-equals", 13)],
    ),
    config(
        "glued-key",
        GOOD + "external_id = abc\n  duration_seconds = 900\n",
        [("lines-joined", 13)],
    ),
    config(
        "glued-header",
        GOOD + "  [profile x]\n  region = us-east-1\n",
        [("lines-joined", 12)],
    ),
    config(
        "all-but-first-key-indented",
        "[profile a]\nrole_arn = arn:aws:iam::111111111111:role/r\n"
        "  region = us-east-1\n  credential_source = Ec2InstanceMetadata\n",
        [("lines-joined", 3), ("region-missing", 1), ("credentials-neither", 2)],
    ),
    config(
        "role-inside-s3",
        GOOD + "s3 =\n  role_arn = arn:aws:iam::222222222222:role/r\n",
        [("lines-joined", 13)],
    ),
    config(
        "value-goes-on",
        GOOD + "external_id = abc\n   def\n",
        [("lines-joined", 13)],
    ),
    config("services", GOOD + "[services x]\ns3 =\n  endpoint_url = http://x\n", []),
    config(
        "indented-alike",
        "\n".join("  " + line for line in GOOD.splitlines()),
        [("layout-not-portable", 1)],
    ),
    config(
        "indented-keys",
        GOOD.replace("role_arn", "\trole_arn")
        .replace("\nregion = us-west-1", "\n\tregion = us-west-1")
        .replace("output = json\ncred", "\toutput = json\n\tcred"),
        [("layout-not-portable", 7)],
    ),
    config("colons", GOOD.replace(" = ", ": "), [("layout-not-portable", 2)]),
    config("capitals", GOOD.replace("output", "Output"), [("layout-not-portable", 3)]),
    config(
        "indented-comment",
        GOOD.replace("json\n\n", "json\n  # mine\n\n"),
        [("layout-not-portable", 4)],
    ),
    config(
        "text-behind-bracket",
        GOOD.replace("[default]", "[default]# mine"),
        [("layout-not-portable", 1)],
    ),
    config("blank-behind-bracket", GOOD.replace("[default]", "[default] # mine"), []),
    config("lone-cr", GOOD.replace("\n", "\r"), [("layout-not-portable", 1)]),
    config(
        "defaults",
        "[DEFAULT]\ncredential_source = Ec2InstanceMetadata\n"
        + role("a", extra="source_profile = a\n", source=""),
        [("defaults-section", 1), ("credentials-both", 7)],
    ),
    config("bare-name", GOOD + "[dev]\nregion = x\n", [("section-ignored", 12)]),
    config("foreign-section", GOOD + "[granted]\ncolor = red\n", []),
    config("preview", "[preview]\ncloudfront = true\n" + GOOD, []),
    config(
        "capital-profile",
        GOOD + role("x").replace("[profile", "[Profile"),
        [("section-ignored", 12)],
    ),
    config("shouted", GOOD + "[PROFILE x]\n", [("section-ignored", 12)]),
    config("leading-blank", GOOD + "[ profile x]\n", [("section-ignored", 12)]),
    config("no-space", GOOD + "[profilex]\n", [("section-ignored", 12)]),
    config("no-name", GOOD + "[profile]\n", [("section-ignored", 12)]),
    config("space-in-name", GOOD + "[profile my dev]\n", [("section-ignored", 12)]),
    config("apostrophe", GOOD + "[profile bob's]\n", [("section-ignored", 12)]),
    config(
        "bracket-in-comment", GOOD + "[profile x] # [1]\n", [("section-ignored", 12)]
    ),
    config("capital-default", "[Default]\n" + GOOD, [("section-ignored", 1)]),
    config("quoted", GOOD + role('"my dev"', "2"), [("name-not-portable", 12)]),
    config("unicode", GOOD + role("é", "2"), [("name-not-portable", 12)]),
    config("hash", GOOD + role("a#b", "2"), [("name-not-portable", 12)]),
    config("dash", GOOD + role("-x", "2"), [("name-not-portable", 12)]),
    config("brackets", GOOD + role("[red]x[/b]", "2"), [("name-not-portable", 12)]),
    config(
        "odd-word",
        GOOD + "[profilefoo x]\n" + role("", "2").split("\n", 1)[1],
        [
            ("name-not-portable", 12),
        ],
    ),
    config("tab", GOOD + role("x", "2").replace("profile x", "profile\tx"), []),
    config(
        "two-spellings",
        GOOD + role('"prod"'),
        [("profile-twice", 12), ("name-not-portable", 12)],
    ),
    config(
        "two-defaults",
        GOOD + "[profile default]\nregion = us-east-1\n",
        [("profile-twice", 12)],
    ),
    config(
        "role-in-default",
        "[default]\n" + role("", "2").split("\n", 1)[1] + role("a"),
        [("role-in-default", 1)],
    ),
    config(
        "role-in-default-as-source",
        "[default]\n"
        + role("", "2").split("\n", 1)[1].replace("read-only", "service")
        + role("a", source="source_profile = default"),
        [],
    ),
    credentials("credentials-bom", "\ufeff[prod]\n", [("byte-order-mark", 1)]),
    credentials(
        "credentials-broken",
        "[x]\nAKIA\n",
        [
            ("line-without-equals", 2),
            ("region-missing", 1),
            ("profile-without-credentials", 1),
        ],
    ),
    credentials("credentials-default", f"[default]\n{KEYS}", []),
    credentials("credentials-empty", "", []),
    credentials(
        "credentials-with-the-word",
        f"[profile prod]\nregion = us-west-1\n{KEYS}",
        [("name-not-portable", 1)],
    ),
    config(
        "role-in-default-alone",
        "[default]\n" + role("", "2").split("\n", 1)[1],
        [("role-in-default", 1)],
    ),
]
