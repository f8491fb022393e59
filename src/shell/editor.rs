//! The prompt and the line editor behind it.
//!
//! `reedline` it is: it edits statements of several lines, takes a paste as one text, and shows a
//! menu with what each name means, which `rustyline` has not.

use std::{
    borrow::Cow,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result};
use crossterm::terminal;
use reedline::{
    ColumnarMenu, EditCommand, EditMode, Emacs, KeyCode, KeyModifiers, Keybindings, MenuBuilder,
    Prompt, PromptEditMode, PromptHistorySearch, PromptHistorySearchStatus, PromptViMode, Reedline,
    ReedlineEvent, ReedlineMenu, Signal, ValidationResult, Validator, Vi,
    default_emacs_keybindings, default_vi_insert_keybindings, default_vi_normal_keybindings,
};

use crate::{
    error,
    shell::{
        LineEditing, complete::Complete, complete::Knowledge, highlight::Colours, history, script,
    },
};

const MENU: &str = "completion";

/// What somebody typed.
pub(crate) enum Line {
    Text(String),
    /// Ctrl-C: the text is dropped.
    Cancelled,
    /// Ctrl-D.
    End,
}

/// A line editor.
pub(crate) struct Editor {
    editor: Reedline,
    /// Set when what was typed is not kept in the history.
    withheld: Arc<AtomicBool>,
}

impl Editor {
    /// An editor with the user's history, that completes what `knowledge` knows.
    pub(crate) fn new(keys: LineEditing, knowledge: Knowledge) -> Self {
        // Enter takes what is marked in the menu; a menu of names needs no more than one key.
        let menu = ColumnarMenu::default().with_name(MENU).with_columns(1).with_marker("> ");
        let (history, withheld) = history::open();
        let editor = Reedline::create()
            .with_ansi_colors(console::colors_enabled_stderr())
            .use_bracketed_paste(true)
            .with_history(history)
            .with_highlighter(Box::new(Colours))
            .with_validator(Box::new(Whole))
            .with_completer(Box::new(Complete::new(knowledge)))
            .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
            .with_quick_completions(true)
            .with_partial_completions(true)
            .with_edit_mode(edit_mode(keys));
        Self { editor, withheld }
    }

    /// Reads statements or a dot command.
    pub(crate) fn read(&mut self, prompt: &str) -> Result<Line> {
        let signal =
            self.editor.read_line(&Question(prompt)).context("cannot read from the terminal")?;
        if self.withheld.swap(false, Ordering::Relaxed) {
            error::eprint_safe("a secret is in it: this is not kept in the history");
        }
        Ok(match signal {
            Signal::Success(text) => Line::Text(text),
            Signal::CtrlD => Line::End,
            _ => Line::Cancelled,
        })
    }
}

/// Whether a signal that comes now ends the process: yes at the prompt, where Ctrl-C is a key, and
/// the terminal is put in order first.
pub(crate) fn may_end() -> bool {
    let is_at_prompt = terminal::is_raw_mode_enabled().unwrap_or(true);
    if is_at_prompt {
        // The process ends; there is nobody to tell.
        let _ = terminal::disable_raw_mode();
    }
    is_at_prompt
}

/// Asks a question on the terminal that only `y` agrees to.
pub(crate) fn agrees(question: &str) -> Result<bool> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{question}")?;
    stderr.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).context("cannot read from the terminal")?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn edit_mode(keys: LineEditing) -> Box<dyn EditMode> {
    match keys {
        LineEditing::Emacs => Box::new(Emacs::new(with_menu(default_emacs_keybindings()))),
        LineEditing::Vi => Box::new(Vi::new(
            with_menu(default_vi_insert_keybindings()),
            default_vi_normal_keybindings(),
        )),
    }
}

fn with_menu(mut keys: Keybindings) -> Keybindings {
    let open = ReedlineEvent::UntilFound(vec![
        ReedlineEvent::Menu(MENU.to_owned()),
        ReedlineEvent::MenuNext,
    ]);
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, open);
    keys.add_binding(KeyModifiers::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    let new_line = ReedlineEvent::Edit(vec![EditCommand::InsertNewline]);
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, new_line);
    keys
}

/// Enter runs what is whole and begins a new line otherwise.
struct Whole;

impl Validator for Whole {
    fn validate(&self, text: &str) -> ValidationResult {
        if script::is_whole(text) {
            ValidationResult::Complete
        } else {
            ValidationResult::Incomplete
        }
    }
}

struct Question<'a>(&'a str);

impl Prompt for Question<'_> {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed(match mode {
            PromptEditMode::Vi(PromptViMode::Normal) => ": ",
            _ => "> ",
        })
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed("    -> ")
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        let failing = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "nothing for ",
        };
        Cow::Owned(format!("({failing}reverse search: {}) ", search.term))
    }
}
