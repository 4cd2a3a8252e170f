//! Mounts the page, nothing else.

fn main() {
    pervisit::page();
}
