//! Why a file can't be executed, in words, before it is tried.
//!
//! The C library runs a file that the kernel refuses through /bin/sh when it looks like text. A benchmark that happens to
//! work that way on one host would fail on the next, so a script must say what it is.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What the kernel reads of a file to find out how to execute it: BINPRM_BUF_SIZE of linux/binfmts.h.
const HEAD: usize = 256;
const ELF: &[u8] = b"\x7fELF";
const ELF_MACHINE: std::ops::Range<usize> = 18..20;
/// EM_386 of elf.h, which x86-64 kernels execute too.
const ELF_386: &[u8] = &[3, 0];

/// What is wrong with this file as a program; nothing if the kernel may be asked.
pub(super) fn fault(file: &Path, shown: &str) -> Option<String> {
    let head = match head(file) {
        Ok(head) => head,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(format!("{shown} is missing")),
        Err(error) => return Some(format!("{shown} can't be read: {error}")),
    };
    match file.metadata() {
        Ok(metadata) if !metadata.is_file() => return Some(format!("{shown} is no file")),
        Ok(metadata) if metadata.permissions().mode() & 0o111 == 0 => {
            return Some(format!("{shown} is not executable; run `chmod +x` on it"));
        }
        Ok(_) | Err(_) => {}
    }
    if let Some(line) = head.strip_prefix(b"#!") {
        return interpreter_fault(line, shown);
    }
    if head.starts_with(ELF) {
        return machine_fault(&head, shown);
    }
    Some(format!(
        "{shown} has no interpreter line; begin it with one, such as #!/bin/sh"
    ))
}

fn head(file: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(file)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn interpreter_fault(line: &[u8], shown: &str) -> Option<String> {
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or(line);
    let word = line
        .split(|byte| matches!(byte, b' ' | b'\t' | b'\0'))
        .find(|word| !word.is_empty());
    let Some(word) = word else {
        return Some(format!("the interpreter line of {shown} names no interpreter"));
    };
    let name = String::from_utf8_lossy(word).trim_end().to_owned();
    if word.ends_with(b"\r") {
        return Some(format!(
            "the interpreter line of {shown} ends with a carriage return; save the file with Unix line ends"
        ));
    }
    let interpreter = Path::new(std::ffi::OsStr::from_bytes(word));
    match interpreter.metadata() {
        Ok(metadata) if metadata.is_dir() => Some(format!("the interpreter of {shown}, {name}, is a folder")),
        Ok(metadata) if metadata.permissions().mode() & 0o111 == 0 => {
            Some(format!("the interpreter of {shown}, {name}, is not executable"))
        }
        Ok(_) => None,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!(
            "the interpreter of {shown}, {name}, is missing on this host"
        )),
        Err(error) => Some(format!(
            "the interpreter of {shown}, {name}, can't be looked at: {error}"
        )),
    }
}

/// A program for another kind of processor. This program's own file says which kind this one is.
fn machine_fault(head: &[u8], shown: &str) -> Option<String> {
    let machine = head.get(ELF_MACHINE)?;
    let own = self::head(Path::new("/proc/self/exe")).ok()?;
    let can_run =
        Some(machine) == own.get(ELF_MACHINE) || (cfg!(target_arch = "x86_64") && machine == ELF_386);
    (!can_run).then(|| format!("{shown} is a program for another kind of processor"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn fault_of(content: &[u8], mode: u32) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.sh");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        fault(&path, "gzip/run.sh")
    }

    #[test]
    fn every_fault_is_told_in_words() {
        let mut foreign = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0".to_vec();
        foreign.extend_from_slice(&[0xff, 0xfe]);
        let faults = [
            fault_of(b"echo hi\n", 0o755),
            fault_of(b"", 0o755),
            fault_of(b"#!/bin/sh\n", 0o644),
            fault_of(b"#!\n", 0o755),
            fault_of(b"#!/no/such/interpreter -x\n", 0o755),
            fault_of(b"#!/bin/sh\r\n", 0o755),
            fault_of(b"#! /etc/passwd\n", 0o755),
            fault_of(b"#!/etc\n", 0o755),
            fault_of(&foreign, 0o755),
            fault(Path::new("/no/such/file"), "gzip/run.sh"),
        ];
        let text: Vec<_> = faults.into_iter().map(Option::unwrap).collect();
        insta::assert_snapshot!(text.join("\n"));
    }

    #[test]
    fn what_the_kernel_can_execute_is_left_to_it() {
        assert_eq!(fault_of(b"#!/bin/sh\n", 0o755), None);
        assert_eq!(fault_of(b"#! /bin/sh -e\n", 0o555), None);
        assert_eq!(fault_of(b"#!/bin/sh", 0o700), None);
        assert_eq!(fault(Path::new("/proc/self/exe"), "own"), None);
    }
}
