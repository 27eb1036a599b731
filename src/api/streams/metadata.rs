//! The parameters of a stream: the filters of its list, then its own.

use poem::http::Method;
use poem_openapi::registry::{MetaApi, MetaOperationParam, MetaParamIn};

/// The end of the path of a stream; before it stands the path of its list.
const SUFFIX: &str = "/stream";

/// Parameters of a list that a stream does not take: it has one order and no pages, it begins at
/// `from`, and it does not end at a time.
const NOT_STREAMED: [&str; 8] =
    ["order_by", "limit", "order", "after", "before", "until", "received_since", "received_until"];

/// The same for one list: a time of reception, for which a stream has `from`.
const NOT_STREAMED_OF: [(&str, &str); 1] = [("/v1/events", "since")];

/// The path of the list that an operation streams, if it is a stream.
pub(crate) fn list_of(path: &str) -> Option<&str> {
    path.strip_suffix(SUFFIX)
}

/// Gives each stream the filters of its list. `lists` is a copy of the metadata.
pub(crate) fn describe(apis: &mut [MetaApi], lists: Vec<MetaApi>) {
    let mut lists: Vec<_> = lists.into_iter().flat_map(|api| api.paths).collect();
    for path in apis.iter_mut().flat_map(|api| &mut api.paths) {
        let list = list_of(&path.path).and_then(|list| lists.iter_mut().find(|path| path.path == list));
        let listing =
            list.and_then(|list| list.operations.iter_mut().find(|operation| operation.method == Method::GET));
        let (Some(stream), Some(listing)) = (path.operations.first_mut(), listing) else { continue };
        let list = list_of(&path.path).unwrap_or_default();
        let filters = std::mem::take(&mut listing.params).into_iter().filter(|parameter| is_filter(list, parameter));
        stream.params.splice(0..0, filters);
    }
}

fn is_filter(list: &str, parameter: &MetaOperationParam) -> bool {
    let name = &*parameter.name;
    parameter.in_type == MetaParamIn::Query && !NOT_STREAMED.contains(&name) && !NOT_STREAMED_OF.contains(&(list, name))
}
