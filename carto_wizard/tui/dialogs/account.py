"""The dialog that edits one account of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from carto_wizard.aws.regions import Region
from carto_wizard.setup import validate
from carto_wizard.setup.accounts import renamed
from carto_wizard.setup.answers import Account, Answers
from carto_wizard.setup.profile_names import profile_names
from carto_wizard.setup.text import one_line
from carto_wizard.tui.dialogs.dialog import Dialog
from carto_wizard.tui.dialogs.region import take
from carto_wizard.tui.keys import key
from carto_wizard.tui.widgets.fresh_height import ChangingText
from carto_wizard.tui.widgets.key_bar import KeyBar
from carto_wizard.tui.widgets.overflow import Overflow
from carto_wizard.tui.widgets.region_picker import RegionPicker
from carto_wizard.tui.widgets.text_input import TextInput


class EditAccount(Dialog[Account | None]):
    """ID, name and region of one account."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "done", "Done", priority=True),
    ]

    def __init__(
        self,
        account: Account,
        others: Sequence[Account],
        answers: Answers,
        regions: Sequence[Region],
        reason: str = "",
    ) -> None:
        """`reason` is why the account is not in the list yet."""
        super().__init__()
        self.reason = reason
        hub = answers.hub.account_id
        self.regions = regions
        self.picker = RegionPicker(
            regions,
            account.region,
            start=answers.hub.region,
            hub=answers.hub.region,
            id="region",
        )
        self.account = account
        self.others = tuple(others)
        self.partition = answers.partition
        self.is_hub = bool(hub) and account.id == hub

    def compose(self) -> ComposeResult:
        """Three fields, the profile name that follows, a line for a problem."""
        with Overflow(classes="dialog"):
            yield Static("Account", classes="heading", markup=False)
            for key, label in (("id", "ID"), ("name", "Name")):
                yield Static(label, classes="label", markup=False)
                field = TextInput(getattr(self.account, key), id=key)
                field.disabled = key == "id" and self.is_hub
                yield field
            yield Static("Region", classes="label", markup=False)
            yield self.picker
            yield ChangingText(id="profile", classes="muted")
            reason = f"! {one_line(self.reason)}" if self.reason else ""
            yield ChangingText(reason, id="trouble")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start at the ID, or the name where the ID is fixed."""
        self.query_one("#name" if self.is_hub else "#id").focus()

    def _typed(self) -> Account:
        id, name = (
            self.query_one(f"#{key}", TextInput).value.strip() for key in ("id", "name")
        )
        if name == one_line(self.account.name):
            # Shown with its control characters made visible, and left as it was.
            name = self.account.name
        id = validate.clean_account_id(id).value or id
        # What is known of one account is not true of another.
        account = self.account if self.account.id == id else Account(id)
        region = self.picker.chosen or ""
        return renamed(replace(account, region=region), name)

    @on(TextInput.Changed)
    def _show_profile(self) -> None:
        name = profile_names([*self.others, self._typed()])[-1]
        self.query_one("#profile", Static).update(f"Profile name: {name}")

    @on(TextInput.Submitted)
    def _next(self, event: TextInput.Submitted) -> None:
        self.focus_next()

    @on(RegionPicker.Chosen)
    def _region(self, event: RegionPicker.Chosen) -> None:
        event.stop()
        where = "the hub" if self.is_hub else "the account, and in the hub"
        take(self.app, event, where, self.action_done)

    def action_done(self) -> None:
        """Close with the account, unless something is wrong with it."""
        if self.picker.undecided:
            self.picker.focus()
            self.picker.accept()
            return
        account = self._typed()
        problem, at = self._problem(account)
        if problem:
            problem += self._offer(account) if at == "id" else ""
            self.query_one("#trouble", Static).update(f"! {problem}")
            self.query_one(f"#{at}").focus()
            return
        self.dismiss(account)

    def _offer(self, account: Account) -> str:
        """An ID that lost its zeros: put them back, to be accepted."""
        offer = validate.clean_account_id(account.id).offer
        if offer:
            self.query_one("#id", TextInput).put(offer)
        return f" {key(self.BINDINGS, 'done')} accepts that." if offer else ""

    def _problem(self, account: Account) -> tuple[str | None, str]:
        if problem := validate.account_id(account.id):
            return problem, "id"
        if any(other.id == account.id for other in self.others):
            return f"{account.id} is already in the list.", "id"
        if account.region:
            known = [region.name for region in self.regions]
            return validate.region(account.region, self.partition, known), "region"
        return None, "id"
