//! The prompt and its line editor.
//!
//! Unlike `rustyline`, `reedline` edits statements of several lines, accepts a paste as one text, and
//! describes each name in the completion menu.

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
        complete::{SqlCompleter, cache::CompletionCache, worker::CompletionWorker},
        highlight::SqlHighlighter,
        history,
        options::LineEditing,
        script,
    },
    text::visible,
};

const MENU: &str = "completion";

/// The input at one prompt.
pub(crate) enum PromptInput {
    Text(String),
    /// Ctrl-C discarded the text.
    Cancelled,
    /// Ctrl-D.
    End,
}

/// The line editor and the worker for its completion.
pub(crate) struct Editor {
    reedline: Reedline,
    /// Set when the history refuses an entry.
    has_refused: Arc<AtomicBool>,
    _worker: CompletionWorker,
}

impl Editor {
    /// Starts an editor with the user's history and with completion from `cache`.
    pub(crate) fn new(keys: LineEditing, cache: CompletionCache) -> Self {
        let menu = ColumnarMenu::default().with_name(MENU).with_columns(1).with_marker("> ");
        let (history, has_refused) = history::open();
        let reedline = Reedline::create()
            .with_ansi_colors(console::colors_enabled_stderr())
            .use_bracketed_paste(true)
            .with_history(history)
            .with_highlighter(Box::new(SqlHighlighter))
            .with_validator(Box::new(StatementValidator))
            .with_completer(Box::new(SqlCompleter::new(cache.clone())))
            .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu)))
            .with_quick_completions(true)
            .with_partial_completions(true)
            .with_edit_mode(edit_mode(keys));
        Self { reedline, has_refused, _worker: CompletionWorker::start(cache) }
    }

    /// Reads statements or a dot command.
    pub(crate) fn read(&mut self, prompt: &str) -> Result<PromptInput> {
        let signal = self
            .reedline
            .read_line(&SessionPrompt(prompt))
            .context("cannot read from the terminal")?;
        if self.has_refused.swap(false, Ordering::Relaxed) {
            error::eprint_line("not kept in the history: it contains a secret");
        }
        Ok(match signal {
            Signal::Success(text) => PromptInput::Text(text),
            Signal::CtrlD => PromptInput::End,
            _ => PromptInput::Cancelled,
        })
    }
}

/// Returns true if a signal may end the process, and restores the terminal in that case. That is so at
/// the prompt, where Ctrl-C is a key and sends no signal.
pub(crate) fn may_exit() -> bool {
    let is_at_prompt = terminal::is_raw_mode_enabled().unwrap_or(true);
    if is_at_prompt {
        // The process ends in any case.
        let _ = terminal::disable_raw_mode();
    }
    is_at_prompt
}

/// Asks a question on the terminal. Returns true for `y` or `yes` and false for any other answer.
pub(crate) fn confirm(question: &str) -> Result<bool> {
    let mut stderr = io::stderr().lock();
    write!(stderr, "{}", visible(question))?;
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

/// Decides what Enter does: it runs a complete text, and otherwise inserts a line break.
struct StatementValidator;

impl Validator for StatementValidator {
    fn validate(&self, text: &str) -> ValidationResult {
        if script::is_complete(text) {
            ValidationResult::Complete
        } else {
            ValidationResult::Incomplete
        }
    }
}

/// The prompt. Its last character shows the mode of vi.
struct SessionPrompt<'a>(&'a str);

impl Prompt for SessionPrompt<'_> {
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
        let failed = match search.status {
            PromptHistorySearchStatus::Passing => "",
            PromptHistorySearchStatus::Failing => "failed ",
        };
        Cow::Owned(format!("({failed}reverse search: {}) ", search.term))
    }
}
