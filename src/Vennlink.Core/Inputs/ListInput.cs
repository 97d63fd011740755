using Vennlink.Archives;
using Vennlink.Archives.Compression;
using Vennlink.Archives.Graphs;
using Vennlink.Archives.Lists;
using Vennlink.Archives.Networks;
using Vennlink.Archives.Parquet;
using Vennlink.Segments;
using Vennlink.Segments.Reading;

namespace Vennlink.Inputs;

/// <summary>
/// A link list: a table whose header names a source and a target, in any form that the room Archives/Tables reads.
/// Nothing else marks it, so what is of no other kind is read as one.
/// </summary>
internal sealed class ListInput(string path, LinkListOptions lists) : IndexInput(path)
{
    // Of compressed and of plain files: its segment and all that follows from it. Rows of a page that follow each other
    // share all that is told of the page.
    private const double Need = 10;
    private const double NeedPlain = 2.2;
    private const double NeedByPages = 2.6;
    private const double NeedByPagesPlain = 0.4;

    /// <inheritdoc/>
    public override LinkListOptions Lists => lists;

    /// <inheritdoc/>
    public override double NeededDiskBytes
    {
        get
        {
            InputGlance glance = InputGlance.At(Location);
            bool isCompressed = glance.IsCompressed || ZipDirectory.Starts(glance.Text)
                || ParquetFile.Starts(glance.Text);
            return LengthBytes * (IsByPages(glance.Text)
                ? isCompressed ? NeedByPages : NeedByPagesPlain
                : isCompressed ? Need : NeedPlain);
        }
    }

    /// <summary>The list that a file is; null for a folder.</summary>
    /// <exception cref="InputException">
    /// It is no list, as far as its header says; or a part of a graph whose other parts are missing.
    /// </exception>
    public static IndexInput? TryRecognise(string path, LinkListOptions lists)
    {
        if (!InputBytes.Exists(path))
        {
            return null;
        }

        // Unless its columns are named: then it is a list whatever it is called.
        if (lists.Columns is null)
        {
            WebGraphInput.RefusePart(path);
        }

        try
        {
            LinkListReader.Open(InputBytes.Open(path), path, lists, new SkipCounts()).Dispose();
        }
        catch (InputException) when (OtherForms.GraphIn(InputGlance.At(path).Text, path) is { } form)
        {
            throw new InputException(
                path, null,
                $"{form} is a graph of nodes of any name, which are no pages. Ask vennlink rank; for a build write its "
                    + "arcs as a list with the header source,target and URLs or hosts in the cells");
        }

        return new ListInput(path, lists);
    }

    /// <inheritdoc/>
    protected override string Read(HashedFiles files, SegmentSink sink)
    {
        using LinkListReader list = LinkListReader.Open(files.Open(Location), Location, lists, sink.Skips);
        sink.AddRows(list.TryRead, () => list.BytesRead, isDecompressed: list.IsCompressed);
        sink.Notes = list.Notes;
        return sink.RowCount > 0 || IsUnderstood(sink.Skips) ? InputFormats.List
            : throw new InputException(Location, null, WhyNoRow(sink.Skips));
    }

    // Rows that were left out for what they say are read as well as any.
    private static bool IsUnderstood(SkipCounts skips) =>
        skips[SkipReason.LostLink] + skips[SkipReason.NotALink] > 0;

    private static string WhyNoRow(SkipCounts skips)
    {
        const int MaxReasons = 3;
        IEnumerable<string> reasons = skips.ByName().OrderByDescending(reason => reason.Value).Take(MaxReasons)
            .Select(reason => $"{reason.Key} {reason.Value:N0}");
        string said = string.Join(", ", reasons);
        return said.Length == 0
            ? "the list has no row behind its header" : $"the list has no row that can be used: {said}";
    }

    private bool IsByPages(byte[] start)
    {
        try
        {
            using LinkListReader list = LinkListReader.Open(
                new MemoryStream(start), Location, lists, new SkipCounts());
            LinkListRow row = new();
            byte[] source = [];
            int rowCount = 0;
            int repeatedCount = 0;
            while (list.TryRead(row))
            {
                rowCount++;
                repeatedCount += row.Source.Span.SequenceEqual(source) ? 1 : 0;
                source = row.Source.ToArray();
            }

            return 2 * repeatedCount > rowCount;
        }
        catch (InputException)
        {
            // A header that is longer than what was looked at.
            return false;
        }
    }
}
