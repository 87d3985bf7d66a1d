//! Whether a process of this machine is still there.

/// What tells where numbers of processes are given out as they are for this process: the running
/// system, by the id of its start, and the container on it. `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn numbers() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), space.display()))
}

/// Other systems have no containers.
#[cfg(not(target_os = "linux"))]
pub(super) fn numbers() -> Option<String> {
    None
}

/// True only where it is known that no process of this machine has that number.
///
/// The own number counts as not there: containers that follow one another have the same, and whoever
/// had it before this process is gone. A number that is in use again by another process counts as
/// there, and so does one that ended and was not waited for yet. Systems without numbers that can be
/// asked for do not tell.
pub(super) fn is_gone(process: u32) -> bool {
    process == std::process::id() || is_unused(process)
}

#[cfg(unix)]
fn is_unused(process: u32) -> bool {
    let number = i32::try_from(process).ok();
    let asked = number.and_then(rustix::process::Pid::from_raw);
    // What may not be asked is there all the same.
    asked.is_some_and(|pid| rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_unused(_: u32) -> bool {
    false
}

/// A number that no process has, above what any system hands out.
#[cfg(test)]
pub(super) const NOBODY: u32 = 0x3fff_ffff;

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_number_that_no_process_has_is_gone() {
        assert!(is_gone(NOBODY));
    }

    #[cfg(unix)]
    #[test]
    fn a_process_that_runs_is_not_gone() {
        assert!(!is_gone(std::os::unix::process::parent_id()));
    }

    #[test]
    fn whoever_had_the_own_number_before_is_gone() {
        assert!(is_gone(std::process::id()));
    }

    #[test]
    fn of_what_is_no_number_of_a_process_nothing_is_known() {
        assert_eq!([0, u32::MAX].map(is_gone), [false; 2]);
    }
}
