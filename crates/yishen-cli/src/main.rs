//! The `yishen` command.

fn main() -> std::process::ExitCode {
    yishen_cli::run(std::env::args_os())
}
