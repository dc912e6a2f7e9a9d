"""Commands that are loaded when they are called, and help that follows the language."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeVar

import click

from cli.language import gettext as _

F = TypeVar("F", bound=Callable[..., Any])


class Translated:
    """An attribute that is kept in English and read in the language of the moment."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_english_{name}"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        text = None if instance is None else getattr(instance, self._name, None)
        return _(text) if text else text

    def __set__(self, instance: Any, value: Any) -> None:
        setattr(instance, self._name, value)


class Context(click.Context):
    """A context whose help is measured in columns."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return what writes the help; only help needs it."""
        from cli.help import Formatter

        return Formatter(width=self.terminal_width, max_width=self.max_content_width)


class Option(click.Option):
    """An option with translated help."""

    help = Translated()


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's callback
    if value and not ctx.resilient_parsing:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


HELP = Option(
    ["-h", "--help"],
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_help,
    help="Show this message and exit.",
)


class Speaking:
    """What commands and groups share: help in the language of the moment, measured in columns."""

    context_class: type[click.Context] = Context
    help = Translated()
    short_help = Translated()
    epilog = Translated()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`, one for all commands: click's own keeps the first language asked."""
        return HELP


class Command(Speaking, click.Command):
    """A command with translated help."""


class Group(Speaking, click.Group):
    """A group with translated help; commands and subgroups are of these classes."""

    command_class = Command
    group_class = type


class LazyGroup(Group):
    """A group that knows commands by name and imports one when it is called.

    `lazy` maps a command's name to (module, attribute, short help in English);
    commands of the group's own file come before them.
    """

    def __init__(self, *args: Any, lazy: dict[str, tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names: own ones, then those of the table, in their order."""
        return [*self.commands, *self.lazy]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported where it is lazy."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, attribute, _help = self.lazy[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing any."""
        own = [(name, command.get_short_help_str(formatter.width)) for name, command in self.commands.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl([*own, *((name, _(text)) for name, (_m, _a, text) in self.lazy.items())])


def option(*declarations: str, **settings: Any) -> Callable[[F], F]:
    """Return click's option decorator for a translated option."""
    return click.option(*declarations, cls=Option, **settings)


def add(command: Callable[..., Any], parameters: Sequence[click.Parameter]) -> Callable[..., Any]:
    """Add parameters that many commands share, after those that the command has of its own.

    A parameter holds no state, so all commands have the same objects: making
    them anew for each would cost a tenth of a command's start.
    """
    own = getattr(command, "__click_params__", [])
    command.__click_params__ = [*reversed(parameters), *own]  # type: ignore[attr-defined]  # click's own attribute
    return command
