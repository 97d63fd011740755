namespace Vennlink.Query.Walk;

/// <summary>A condition on sources that is asked of each candidate: for what no list says. Not thread-safe.</summary>
internal interface ISourceTest
{
    /// <summary>Whether a source passes; fastest in ascending order.</summary>
    bool Holds(uint sourceId);

    /// <summary>Takes the sources out of a bitmap that do not pass.</summary>
    /// <param name="start">First id of the bitmap, a multiple of 64.</param>
    /// <param name="sources">Bit i of word w is id <c>start + 64w + i</c>.</param>
    void Narrow(uint start, Span<ulong> sources);
}
