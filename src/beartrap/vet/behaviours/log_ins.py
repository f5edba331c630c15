"""Services that many log in with: where a user is sent to agree, where a program is given a token for a code, and where it asks who the user is.

What goes there keeps nothing for anybody else: the code and the token are that service's own, and nobody reads what was put into such a
question but the service. Which addresses these are is in the metadata that each of them publishes (OpenID Connect Discovery 1.0, RFC 6749).
"""

from beartrap.model.regex import regex
from beartrap.vet.source.events import Act, Event

_TOKEN = regex(
    r"https://(?:github\.com/login/oauth/access_token|gitlab\.com/oauth/token|bitbucket\.org/site/oauth2/access_token|accounts\.google\.com/o/oauth2/(?:v2/)?token|oauth2\.googleapis\.com/token"
    r"|login\.microsoftonline\.com/[^/]+/oauth2/(?:v2\.0/)?token|graph\.facebook\.com/(?:v[\d.]+/)?oauth/access_token|discord\.com/api/(?:v\d+/)?oauth2/token|slack\.com/api/oauth(?:\.v2)?\.access|www\.linkedin\.com/oauth/v2/accessToken)"
)
"""Where a program is given a token for a user's code (RFC 6749, 3.2)."""
_AGREES = regex(
    r"https://(?:github\.com/login/oauth/authorize|gitlab\.com/oauth/authorize|bitbucket\.org/site/oauth2/authorize|accounts\.google\.com/o/oauth2/(?:v2/)?auth|login\.microsoftonline\.com/[^/]+/oauth2/(?:v2\.0/)?authorize"
    r"|www\.facebook\.com/(?:v[\d.]+/)?dialog/oauth|discord\.com/(?:api/)?(?:v\d+/)?oauth2/authorize|slack\.com/oauth(?:/v2)?/authorize|www\.linkedin\.com/oauth/v2/authorization|appleid\.apple\.com/auth/authorize)(?:\?.*)?"
)
"""Where a user is sent to agree (RFC 6749, 3.1)."""
_WHO = regex(
    r"https://(?:graph\.microsoft\.com/v1\.0/me(?:/photos?/[\w{}/$]*)?|api\.github\.com/user(?:/emails)?|gitlab\.com/(?:api/v4/user|oauth/userinfo)|(?:www|openidconnect)\.googleapis\.com/(?:oauth2/)?v\d/userinfo"
    r"|graph\.facebook\.com/(?:v[\d.]+/)?me|discord\.com/api/(?:v\d+/)?users/@me|api\.linkedin\.com/v2/(?:me|userinfo)|slack\.com/api/(?:users\.identity|openid\.connect\.userInfo))(?:\?fields=[\w,.()]*)?"
)
"""Where a program asks whose a token is (OpenID Connect Core 1.0, 5.3)."""


def of_a_log_in(event: Event) -> bool:
    """Whether something goes to such a place, and is of no use to anybody else there; who the user is, is only asked."""
    asked = _WHO.fullmatch(event.text) is not None and _only_asks(event)
    return asked or _TOKEN.fullmatch(event.text) is not None or _AGREES.fullmatch(event.text) is not None


def _only_asks(event: Event) -> bool:
    """Whether a call has nothing that would be kept: no method of its own, and no body."""
    fields = {name for value in event.values for name in value.fields or ()}
    return fields.isdisjoint(_BODIES) and (event.act is Act.FETCH or bool(fields))


_BODIES = frozenset(["method", "body", "data", "json", "form", "files", "content"])
"""Options of clients that say what is sent."""
