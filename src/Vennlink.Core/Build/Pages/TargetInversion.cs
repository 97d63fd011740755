using System.Buffers;
using Vennlink.Snapshots.Targets;
using Vennlink.Storage.Files;
using Vennlink.Storage.Sorting;

namespace Vennlink.Build.Pages;

/// <summary>
/// The second walk over all targets: turns source ordinals into <see cref="PageId"/>s, writes long lists as postings, and gives every
/// target its <see cref="TargetRecord"/>.
/// </summary>
/// <param name="pageIdOf">Id of each source page, by its ordinal in key order.</param>
/// <param name="duplicates">Was shown the same lists in the same order.</param>
/// <param name="postings">Gets the long lists.</param>
/// <param name="targets">Gets the records.</param>
internal sealed class TargetInversion(
    NativeArray<uint> pageIdOf, DuplicateLists duplicates, TargetPostingsWriter postings, ExternalSorter targets)
{
    private readonly ArrayBufferWriter<byte> _record = new();
    private uint[] _pages = [];
    private uint[] _notFollowed = [];

    /// <summary>Takes one target; see <see cref="TargetGroups.TargetAction"/>.</summary>
    public void Add(ReadOnlySpan<byte> form, Span<ulong> elements)
    {
        if (elements.IsEmpty)
        {
            TargetRecord.WriteKnown(_record, form);
        }
        else if (elements.Length <= SnapshotFormat.LongestInlineList)
        {
            Renumber(elements);
            TargetRecord.WriteInline(_record, form, elements);
        }
        else
        {
            TargetRecord.WriteLong(_record, form, WriteLong(elements));
        }

        targets.Add(_record.WrittenSpan);
    }

    private void Renumber(Span<ulong> elements)
    {
        foreach (ref ulong element in elements)
        {
            element = SourceSet.Element(pageIdOf[SourceSet.Source(element)], SourceSet.IsNotFollowed(element));
        }

        elements.Sort();
    }

    private long WriteLong(Span<ulong> elements)
    {
        // A list that was written before is neither renumbered nor sorted again.
        if (!duplicates.TryGetOffset(out long offset))
        {
            offset = WritePostings(elements);
            duplicates.Written(offset);
        }

        return offset;
    }

    private long WritePostings(Span<ulong> elements)
    {
        Renumber(elements);
        if (_pages.Length < elements.Length)
        {
            _pages = new uint[2 * elements.Length];
            _notFollowed = new uint[2 * elements.Length];
        }

        int notFollowedCount = 0;
        for (int index = 0; index < elements.Length; index++)
        {
            _pages[index] = SourceSet.Source(elements[index]);
            if (SourceSet.IsNotFollowed(elements[index]))
            {
                _notFollowed[notFollowedCount++] = _pages[index];
            }
        }

        return postings.Write(_pages.AsSpan(0, elements.Length), _notFollowed.AsSpan(0, notFollowedCount));
    }
}
