"""What one run over audit logs keeps: the counts, the detectors that keep what was read, the chain, the traces."""

from beartrap.impact.seen.chain import AccessChain
from beartrap.impact.seen.chats_read import ChatsRead
from beartrap.impact.seen.files_read import FilesRead
from beartrap.impact.seen.mail_read import MailRead
from beartrap.impact.seen.traces import Traces
from beartrap.impact.survey import Survey


class Kept:
    """The parts of one run that tell what was read."""

    def __init__(self) -> None:
        self.survey = Survey()
        self.traces = Traces()
        self.mail = MailRead()
        self.files = FilesRead()
        self.chats = ChatsRead()
        self.chain = AccessChain()
