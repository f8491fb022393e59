//! The rules of all files: their order, as correlations may name others, and which of them are shown.

use std::collections::{BTreeMap, HashMap, VecDeque};

use anyhow::Result;

use crate::{
    report::LEVELS,
    sigma::{
        correlation::Correlation,
        files::RuleFile,
        plan,
        rule::{self, RuleBody, SigmaRule},
        selection::{FieldTest, SelectionReader},
        yaml::{self, Flaw, YamlValue},
    },
    store::Connection,
};

/// The rules of all files, and the messages about them.
#[derive(Default)]
pub(super) struct RuleSet {
    rules: Vec<SigmaRule>,
    pub(super) lines: Vec<String>,
    /// The number of documents and files that cannot be used.
    pub(super) failed: u64,
}

impl RuleSet {
    pub(super) fn read(&mut self, file: &RuleFile, reader: &mut SelectionReader<'_>) {
        let path = file.path.display();
        let text = match &file.text {
            Ok(text) => text,
            Err(reason) => {
                self.failed += 1;
                return self.lines.push(format!("{path} {reason}; its rules are not run"));
            }
        };
        for document in yaml::documents(text) {
            let (title, read) = match document {
                Ok(document) if matches!(document.value, YamlValue::Null) => continue,
                Ok(document) => (
                    rule::title(&document).to_owned(),
                    SigmaRule::read(&document, (&file.path, document.line), reader),
                ),
                Err(flaw) => ("the rest of the file".to_owned(), Err(flaw)),
            };
            for Flaw { line, text } in reader.unknown.drain(..).filter(|_| read.is_ok()) {
                self.lines.push(format!("{path}:{line}: {text} ({title})"));
            }
            match read {
                Ok(rule) => self.rules.push(rule),
                Err(flaw) => self.fail(&path.to_string(), &flaw, &title),
            }
        }
    }

    fn fail(&mut self, path: &str, Flaw { line, text }: &Flaw, title: &str) {
        self.failed += 1;
        self.lines.push(format!("{path}:{line}: {text}; not run: {title}"));
    }

    /// Runs the rules of a level and of higher ones, first those of single events. Returns the number of rules
    /// that can be run.
    pub(super) fn run(
        &mut self,
        connection: &Connection,
        tests: &[FieldTest],
        level: &str,
    ) -> Result<u64> {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for (number, rule) in self.rules.iter().enumerate() {
            for key in [&rule.id, &rule.name, &rule.title].into_iter().filter(|key| !key.is_empty())
            {
                numbers.entry(key.clone()).or_insert(number);
            }
        }
        let order = self.order(&numbers);
        let uses = self.uses(&order, &numbers, level);
        let mut conditions = Vec::new();
        let mut rows = connection.appender_to_catalog_and_db("sigma_rules", "temp", "main")?;
        for number in &order {
            let (rule, rule_use) = (&self.rules[*number], uses[*number]);
            rows.append_row(row(*number, rule, rule_use.is_shown))?;
            if let (RuleBody::Detection(condition), true) = (&rule.body, rule_use.is_run) {
                conditions.push((*number, condition));
            }
        }
        rows.flush()?;
        if let Some(call) = plan::run(connection, &conditions, tests)? {
            self.lines.push(format!(
                "calls that are logged with an API version, such as {call}, are not those that rules name without it; `ducktrail sigma --any-version` finds them, too"
            ));
        }
        for number in order.iter().filter(|number| uses[**number].is_run) {
            if let Some(correlation) = self.correlation(*number) {
                correlation.run(connection, *number, &numbers)?;
            }
        }
        Ok(order.len() as u64)
    }

    fn correlation(&self, number: usize) -> Option<&Correlation> {
        match &self.rules[number].body {
            RuleBody::Correlation(correlation) => Some(correlation),
            RuleBody::Detection(_) => None,
        }
    }

    /// Returns the rules that can be run, each after those that it names, and adds messages about the others.
    fn order(&mut self, numbers: &HashMap<String, usize>) -> Vec<usize> {
        let (mut order, mut ready, mut flaws) = (Vec::new(), VecDeque::new(), BTreeMap::new());
        // The rules that wait for each, and the number of those for which each waits.
        let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut missing = vec![0; self.rules.len()];
        for (number, rule) in self.rules.iter().enumerate() {
            let RuleBody::Correlation(correlation) = &rule.body else {
                ready.push_back(number);
                continue;
            };
            missing[number] = correlation.rules.len();
            if let Err(flaw) = correlation.check_aliases(numbers) {
                flaws.insert(number, flaw);
                continue;
            }
            for other in correlation.rules.iter().filter_map(|name| numbers.get(name)) {
                waiting.entry(*other).or_default().push(number);
            }
        }
        while let Some(number) = ready.pop_front() {
            order.push(number);
            for other in waiting.remove(&number).unwrap_or_default() {
                missing[other] -= 1;
                ready.extend((missing[other] == 0).then_some(other));
            }
        }
        let is_run = |number: usize| missing[number] == 0;
        for number in (0..self.rules.len()).filter(|number| !is_run(*number)) {
            let names = self.correlation(number).map(|it| it.rules.as_slice()).unwrap_or_default();
            let missed = names.iter().find(|name| numbers.get(*name).is_none_or(|it| !is_run(*it)));
            if let Some(name) = missed {
                let text = format!("no rule that can be run has the name '{name}'");
                let line = self.rules[number].place.1;
                flaws.entry(number).or_insert_with(|| Flaw::new(line, text));
            }
        }
        for (number, flaw) in flaws {
            let (path, title) = (&self.rules[number].place.0, self.rules[number].title.clone());
            self.fail(&path.clone(), &flaw, &title);
        }
        order
    }

    /// Returns which rules are run and shown. Those that a correlation names are not shown unless it says so,
    /// and those of a lower level are run only if a correlation that is run names them.
    fn uses(&self, order: &[usize], numbers: &HashMap<String, usize>, level: &str) -> Vec<RuleUse> {
        let severity = |level: &str| LEVELS.iter().position(|it| *it == level);
        let mut uses = vec![RuleUse { is_shown: true, is_run: false }; self.rules.len()];
        for number in order.iter().rev() {
            uses[*number].is_shown &= severity(self.rules[*number].level) <= severity(level);
            uses[*number].is_run |= uses[*number].is_shown;
            let Some(correlation) = self.correlation(*number) else { continue };
            for other in correlation.rules.iter().map(|name| numbers[name]) {
                uses[other].is_run |= uses[*number].is_run;
                uses[other].is_shown &= correlation.shows_rules;
            }
        }
        uses
    }
}

/// True if the events of a rule are shown, and true if they are found.
#[derive(Clone, Copy)]
struct RuleUse {
    is_shown: bool,
    is_run: bool,
}

/// Returns a row of the table `sigma_rules`, with NULL for what a rule does not have.
fn row(number: usize, rule: &SigmaRule, is_shown: bool) -> [Option<String>; 10] {
    [
        number.to_string(),
        is_shown.to_string(),
        rule.level.to_owned(),
        rule.title.clone(),
        rule.tags.join(", "),
        rule.id.clone(),
        format!("{}:{}", rule.place.0, rule.place.1),
        rule.attack(false),
        rule.attack(true),
        rule.description.chars().take(500).collect(),
    ]
    .map(|text| Some(text).filter(|text| !text.is_empty()))
}
