//! Starts the page, or its worker: they are one program, so that what they share is fetched once.

fn main() {
    pervisit::start();
}
