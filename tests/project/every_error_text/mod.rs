//! Every refusal of the API and of a webhook endpoint, and every error of the start, of the database and of the commands,
//! made by asking for it, in tables that the tests print: each is a sentence that a person can act on.
//! `cargo test --test gatelog every_error_text -- --nocapture` shows them.

mod api;
mod arguments;
mod commands;
mod deliveries;
mod library;
mod rules;
mod start;

/// One sample of each variant of an error. A variant that is not listed does not compile, so that none is forgotten.
macro_rules! samples {
    ($type:ty { $($variant:pat => $sample:expr),+ $(,)? }) => {{
        fn listed(error: &$type) {
            let ($($variant)|+) = error;
        }
        let mut samples: Vec<$type> = Vec::new();
        $({
            let sample: $type = $sample;
            listed(&sample);
            assert!(matches!(sample, $variant), "the sample is of that variant");
            samples.push(sample);
        })+
        samples
    }};
}
pub(crate) use samples;
