//! What of the program is fetched only once it is wanted: functions that are called across, and all that
//! nothing else calls. Built without parts, all of it is there from the start.

/// A part of the program that could not be fetched. Asked for again, it is fetched again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

#[cfg(in_parts)]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> NotLoaded {
        NotLoaded
    }
}

/// Puts a function into a part of the program. Who calls it waits for the part. Another function, if one is named,
/// fetches the part before it is called.
macro_rules! part {
    ($part:ident $(, fetched by $fetch:ident)?: $(#[$attribute:meta])* fn $name:ident($($argument:ident: $type:ty),* $(,)?) -> $output:ty $body:block) => {
        $(#[$attribute])*
        #[cfg(in_parts)]
        #[allow(unsafe_code, reason = "what wasm_split makes of a function is called by its name in another file")]
        #[wasm_split_helpers::wasm_split($part, fallible $(, preload(#[allow(unsafe_code, reason = "what wasm_split makes of it")] $fetch))?)]
        pub fn $name($($argument: $type),*) -> Result<$output, $crate::parts::NotLoaded> {
            Ok($body)
        }

        $(#[$attribute])*
        #[cfg(not(in_parts))]
        pub async fn $name($($argument: $type),*) -> Result<$output, $crate::parts::NotLoaded> {
            Ok($body)
        }

        $(
            /// Nothing: the part is here.
            #[cfg(not(in_parts))]
            pub async fn $fetch() -> Result<(), $crate::parts::NotLoaded> {
                Ok(())
            }
        )?
    };
}
pub(crate) use part;
