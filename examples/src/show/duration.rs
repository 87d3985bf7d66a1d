//! Durations as people say them.

/// Seconds as `2 h 21 min`, `4 min`, `12 s`.
pub(crate) fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match (seconds / 3600, seconds % 3600 / 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A range of minutes as `2 h to 3 h`.
pub(crate) fn minutes((least, most): (u32, u32)) -> String {
    let of = |minutes: u32| span(i64::from(minutes) * 60);
    if least == most {
        of(most)
    } else {
        format!("{} to {}", of(least), of(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_people_say_them() {
        assert_eq!(span(12), "12 s");
        assert_eq!(span(8460), "2 h 21 min");
        assert_eq!(span(7200), "2 h");
        assert_eq!(minutes((30, 60)), "30 min to 1 h");
    }
}
