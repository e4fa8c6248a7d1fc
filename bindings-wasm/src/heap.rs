//! Where the allocator has its memory from.

use core::alloc::Layout;
use core::arch::wasm32::{memory_grow, memory_size};

use talc::base::Talc;
use talc::base::binning::Binning;
use talc::source::Source;

/// A page of WebAssembly's memory, in bytes.
const PAGE: usize = 64 * 1024;

/// The module's memory, which grows by an eighth, or by more where an allocation needs more.
///
/// By talc's own source it grows by what one allocation needs, which is a page for every fifty events. But to V8 all of it is a
/// new buffer then, as large as all that is held: beyond some 64 MB it collected garbage for every other page.
#[derive(Debug)]
pub(crate) struct GrowAhead;

#[expect(
    unsafe_code,
    reason = "talc's trait for who hands it memory: that nobody else uses it, no compiler knows"
)]
// SAFETY: it allocates nothing itself.
unsafe impl Source for GrowAhead {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        // One for what is left of the last page, and one for what the allocator needs itself.
        let least = layout.size() / PAGE + 2;
        let mut pages = least.max(memory_size::<0>() / 8);
        let mut end = memory_grow::<0>(pages);
        if end == usize::MAX {
            pages = least;
            end = memory_grow::<0>(pages);
        }
        if end == usize::MAX {
            return Err(());
        }
        // SAFETY: these pages are new.
        let heap = unsafe { talc.claim((end * PAGE) as *mut u8, pages * PAGE) };
        heap.map(|_| ()).ok_or(())
    }
}
