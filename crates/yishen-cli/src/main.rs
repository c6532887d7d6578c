//! The `yishen` command.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(yishen_cli::run(std::env::args_os()))
}
