using System.Numerics;
using Vennlink.Query.Walk;
using Vennlink.Snapshots.Sources;
using Vennlink.Storage.Bytes;

namespace Vennlink.Query.Filters;

/// <summary>The values of a column of one byte a source, from one on: up to a number, fewer where they end.</summary>
internal delegate ReadOnlySpan<byte> ReadColumn(uint first, int mostCount);

/// <summary>Asks a column of one byte a source; 64 sources at a time.</summary>
/// <param name="read">The column.</param>
/// <param name="values">What passes.</param>
/// <param name="width">Register width.</param>
/// <param name="holdsRare">What else is asked of a source of the value <see cref="ReachColumn.Rare"/>, which then must
/// be among those that pass; null for nothing.</param>
internal sealed class ColumnTest(ReadColumn read, ByteRuns values, LaneWidth width, Func<uint, bool>? holdsRare = null)
    : ISourceTest
{
    /// <inheritdoc/>
    public bool Holds(uint sourceId)
    {
        byte value = read(sourceId, 1)[0];
        return values.Holds(value) && (value != ReachColumn.Rare || holdsRare is null || holdsRare(sourceId));
    }

    /// <inheritdoc/>
    public void Narrow(uint start, Span<ulong> sources)
    {
        int wordCount = sources.LastIndexOfAnyExcept(0UL) + 1;
        if (wordCount == 0)
        {
            return;
        }

        ReadOnlySpan<byte> column = read(start, wordCount << 6);
        values.Narrow(column, sources[..wordCount], width);
        for (int word = 0; holdsRare is not null && word < wordCount; word++)
        {
            for (ulong rest = sources[word]; rest != 0; rest &= rest - 1)
            {
                int place = (word << 6) + BitOperations.TrailingZeroCount(rest);
                if (column[place] == ReachColumn.Rare && !holdsRare(start + (uint)place))
                {
                    sources[word] &= ~(1UL << place);
                }
            }
        }
    }
}
