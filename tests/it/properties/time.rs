//! Times are parsed in every form, and rendered times parse to the same time.

use ducktrail::internals::trail::time;
use proptest::{prelude::*, sample::select};

use crate::properties::cases;

const DAY: i64 = 24 * time::HOUR;

/// Returns the days from 1970-01-01 to a Gregorian date, counted year by year.
fn days(year: i64, month: usize, day: i64) -> i64 {
    let is_leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = |year| if is_leap(year) { 366 } else { 365 };
    let years: i64 = if year >= 1970 {
        (1970..year).map(length).sum()
    } else {
        -(year..1970).map(length).sum::<i64>()
    };
    let february = if is_leap(year) { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    years + months[..month - 1].iter().sum::<i64>() + day - 1
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn a_rendered_time_parses_to_the_same_time(
        micros in days(0, 1, 1) * DAY..days(9999, 12, 30) * DAY,
        is_second in any::<bool>(),
    ) {
        let micros = if is_second { micros - micros.rem_euclid(1_000_000) } else { micros };
        let text = time::render(micros);
        prop_assert_eq!(time::parse(&text), Some(micros));
        prop_assert!(text.starts_with(&time::day(micros)));
        prop_assert_eq!(
            time::parse(&time::render_second(micros)),
            Some(micros - micros.rem_euclid(1_000_000))
        );
    }

    #[test]
    fn a_time_is_parsed_in_every_form(
        (year, month, day) in (1800_i64..2300, 1_usize..=12, 1_i64..=28),
        (hour, minute, second, micro) in (0_i64..24, 0_i64..60, 0_i64..60, 0_i64..1_000_000),
        between in select(&["T", " ", "t"]),
        (zone, offset) in select(&[("Z", 0), ("", 0), ("+00:00", 0), ("-05:30", -330), ("+14:00", 840)]),
    ) {
        let date = format!("{year:04}-{month:02}-{day:02}");
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
        prop_assert_eq!(
            time::parse(&format!("{date}{between}{clock}{zone}")),
            Some(seconds * 1_000_000)
        );
        prop_assert_eq!(
            time::parse(&format!("{date}{between}{clock}.{micro:06}{zone}")),
            Some(seconds * 1_000_000 + micro)
        );
        let basic = format!("{}T{}Z", date.replace('-', ""), clock.replace(':', ""));
        prop_assert_eq!(time::parse(&basic), Some((seconds + offset * 60) * 1_000_000));
    }

    #[test]
    fn an_accepted_time_is_near_the_day_it_names(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-9Zz:+.,\\[\\]UTC-]{0,30}",
    ) {
        if let Some(micros) = time::parse(&text) {
            prop_assert_eq!(time::parse(&time::render(micros)), Some(micros));
            let number = |from: usize, to: usize| text[from..to].parse::<i64>().unwrap();
            let month = usize::try_from(number(5, 7)).unwrap();
            let day = days(number(0, 4), month, number(8, 10)) * DAY;
            prop_assert!((day - 26 * time::HOUR..day + 50 * time::HOUR).contains(&micros));
        }
    }

    #[test]
    fn no_text_causes_a_panic_in_time(
        text in prop_oneof![any::<String>(), "[0-9TtZz:+. dhm-]{0,40}"],
        number in any::<i64>(),
    ) {
        time::parse(&text);
        time::parse_span(&text);
        time::render(number);
        time::day(number);
    }
}
