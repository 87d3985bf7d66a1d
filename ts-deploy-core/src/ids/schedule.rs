//! Backup intervals and the cron expressions of CloudWatch Events.

use super::{InvalidValue, Rule};

/// A whole number of hours, from 1 to 8760 (a year).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Hours(std::num::NonZeroU32);

impl Hours {
    /// Takes `hours`.
    ///
    /// # Errors
    /// [`InvalidValue`] for 0 and for more than a year.
    pub fn new(hours: u32) -> Result<Self, InvalidValue> {
        std::num::NonZeroU32::new(hours)
            .filter(|hours| hours.get() <= 8760)
            .map(Self)
            .ok_or_else(|| {
                InvalidValue::new("an interval", &hours.to_string(), "it is 1 to 8760 hours")
            })
    }

    /// The number of hours.
    pub fn get(self) -> u32 {
        self.0.get()
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A cron expression of CloudWatch Events (row D `RDSBackupSchedule`): six fields in UTC (minutes,
/// hours, day of month, month, day of week, year), without the surrounding `cron( )`.
///
/// Exactly one of day of month and day of week is `?`, as `PutRule` demands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub struct BackupSchedule(String);

/// The name, least and greatest number, and the words that a field of the expression accepts.
struct Field(&'static str, u32, u32, &'static [&'static str]);

const MONTHS: &[&str] = &[
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const FIELDS: [Field; 6] = [
    Field("minutes", 0, 59, &[]),
    Field("hours", 0, 23, &[]),
    Field("day of month", 1, 31, &[]),
    Field("month", 1, 12, MONTHS),
    Field("day of week", 1, 7, WEEKDAYS),
    Field("year", 1970, 2199, &[]),
];

impl BackupSchedule {
    /// Parses the six fields.
    ///
    /// # Errors
    /// [`InvalidValue`] that names the field and why it is refused.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let refuse = |rule: String| InvalidValue::new(Self::WHAT, text, rule);
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        if fields.len() != FIELDS.len() {
            return Err(refuse(format!("{}; this has {}", Self::RULE, fields.len())));
        }
        for (field, Field(name, least, greatest, words)) in fields.iter().zip(&FIELDS) {
            let day = name.starts_with("day");
            let fits = |part| Self::accepts(part, *least, *greatest, words, day);
            let open = day && *field == "?";
            if !open && !field.split(',').all(fits) {
                return Err(refuse(format!(
                    "\"{field}\" cannot be its {name} ({least} to {greatest})"
                )));
            }
        }
        if (fields[2] == "?") == (fields[4] == "?") {
            return Err(refuse(
                "exactly one of day of month and day of week is ?".to_owned(),
            ));
        }
        Ok(Self(fields.join(" ")))
    }

    fn accepts(part: &str, least: u32, greatest: u32, words: &[&str], day: bool) -> bool {
        let number = |text: &str| {
            let word = words.iter().position(|w| w.eq_ignore_ascii_case(text));
            let value = word
                .and_then(|at| u32::try_from(at + 1).ok())
                .or_else(|| text.parse().ok());
            value.filter(|value| (least..=greatest).contains(value))
        };
        let (range, step) = part
            .split_once('/')
            .map_or((part, None), |(r, s)| (r, Some(s)));
        let step_fits =
            step.is_none_or(|s| s.parse::<u32>().is_ok_and(|s| s >= 1 && s <= greatest));
        let range_fits = match range.split_once('-') {
            Some((from, to)) => {
                matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to)
            }
            None if range == "*" => true,
            // L (last), W (weekday) and # (n-th of the month) exist for days only.
            None if day => {
                let plain = range.trim_end_matches(['L', 'W']);
                plain.is_empty() || number(plain.split('#').next().unwrap_or_default()).is_some()
            }
            None => number(range).is_some(),
        };
        step_fits && range_fits
    }

    /// The expression as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many times a day the schedule fires on the days it fires, counted from its minutes and
    /// hours.
    pub fn runs_per_day(&self) -> usize {
        let fields: Vec<&str> = self.0.split(' ').collect();
        let count = |field: &str, Field(_, least, greatest, _): &Field| -> usize {
            (*least..=*greatest)
                .filter(|n| {
                    field
                        .split(',')
                        .any(|part| Self::hits(part, *n, *least, *greatest))
                })
                .count()
        };
        match fields.as_slice() {
            [minutes, hours, ..] => count(minutes, &FIELDS[0]) * count(hours, &FIELDS[1]),
            _ => 0,
        }
    }

    fn hits(part: &str, value: u32, least: u32, greatest: u32) -> bool {
        let (range, step) = part
            .split_once('/')
            .map_or((part, 1), |(r, s)| (r, s.parse().unwrap_or(1)));
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (
                from.parse().unwrap_or(least),
                to.parse().unwrap_or(greatest),
            ),
            None if range == "*" => (least, greatest),
            None => {
                let from = range.parse().unwrap_or(least);
                (from, if part.contains('/') { greatest } else { from })
            }
        };
        (from..=to).contains(&value) && (value - from).is_multiple_of(step.max(1))
    }
}

impl Rule for BackupSchedule {
    const WHAT: &'static str = "a CloudWatch Events cron expression";
    const RULE: &'static str =
        "it has six fields in UTC: minutes, hours, day of month, month, day of week, year";
    const EXAMPLE: &'static str = "0 1 * * ? *";
}

impl std::str::FromStr for BackupSchedule {
    type Err = InvalidValue;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl std::fmt::Display for BackupSchedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_default_is_accepted_and_its_damaged_form_is_not() {
        assert!(BackupSchedule::parse("0 1 * * ? *").is_ok());
        let refused = BackupSchedule::parse("0 1 * ?").unwrap_err();
        assert!(
            refused.to_string().contains("six fields in UTC"),
            "{refused}"
        );
        assert!(refused.to_string().contains("this has 4"), "{refused}");
    }

    #[test]
    fn a_field_out_of_its_range_is_named() {
        let refused = BackupSchedule::parse("0 25 * * ? *").unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("\"25\" cannot be its hours (0 to 23)"),
            "{refused}"
        );
    }

    #[test]
    fn one_of_the_two_day_fields_is_a_question_mark() {
        for text in ["0 1 * * * *", "0 1 ? * ? *"] {
            let refused = BackupSchedule::parse(text).unwrap_err();
            assert!(refused.to_string().contains("exactly one"), "{refused}");
        }
        assert!(BackupSchedule::parse("0 1 ? * MON-FRI *").is_ok());
    }

    #[test]
    fn runs_per_day_are_counted_from_minutes_and_hours() {
        let runs = |text| BackupSchedule::parse(text).unwrap().runs_per_day();
        assert_eq!(runs("0 1 * * ? *"), 1);
        assert_eq!(runs("0 */6 * * ? *"), 4);
        assert_eq!(runs("0 0/6 * * ? *"), 4);
        assert_eq!(runs("0 1,13 * * ? *"), 2);
        assert_eq!(runs("0 0-23/12 * * ? *"), 2);
    }
}
