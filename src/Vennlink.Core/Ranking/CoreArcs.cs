using System.Runtime.CompilerServices;
using Vennlink.Graph.Arcs;

namespace Vennlink.Ranking;

/// <summary>Copies from spilled arcs those that lead to sources, with ordinals of sources for nodes.</summary>
/// <remarks>
/// Two nodes of the web in three link to nobody. What they have is passed on to no one, so rounds over the others alone
/// give the same ranks (Langville, Meyer, "A reordering for the PageRank problem", 2006), and all that a round reads
/// and adds to lies closer together.
/// </remarks>
internal static class CoreArcs
{
    /// <summary>Copies.</summary>
    /// <param name="arcs">The arcs.</param>
    /// <param name="sources">All nodes that have an arc, and perhaps others.</param>
    /// <param name="work">Its threads.</param>
    /// <param name="progress">Told of bytes of <paramref name="arcs"/> done; may be null.</param>
    /// <returns>Arcs between ordinals, in the same ranges and order, beside <paramref name="arcs"/>; the caller
    /// disposes of them.</returns>
    public static ArcSpill Copy(ArcSpill arcs, SourceOrdinals sources, RangeWork work, Action<long>? progress)
    {
        ArcSpill core = arcs.CreateBeside([.. arcs.Ranges.Select(sources.Lookup.Find)]);
        try
        {
            work.Run(
                () => new Copier(core.OpenWriter(), sources),
                (range, copier) =>
                {
                    using ArcSpillReader reader = arcs.Open(range);
                    copier.Copy(reader, arcs.First(range));
                },
                progress);
        }
        catch
        {
            core.Dispose();
            throw;
        }

        return core;
    }

    // What one thread works with.
    private sealed class Copier(ArcSpill.Writer writer, SourceOrdinals sources) : IDisposable
    {
        private readonly ArcSpill.Writer _writer = writer;
        private readonly SourceOrdinals _sources = sources;
        private uint[] _targets = new uint[1 << 10];
        private int _count;

        public void Copy(ArcSpillReader reader, uint first)
        {
            Visitor visitor = new(this, _sources.Lookup, first);
            reader.Visit(ref visitor);
            visitor.EndGroup();
        }

        public void Dispose() => _writer.Complete();

        private void Add(uint target)
        {
            if (_count == _targets.Length)
            {
                Array.Resize(ref _targets, 2 * _count);
            }

            _targets[_count++] = target;
        }

        private void EndGroup(uint source)
        {
            _writer.Add(_sources.Lookup.Find(source), _targets.AsSpan(0, _count));
            _count = 0;
        }

        private struct Visitor(Copier copier, SourceOrdinals.Table sources, uint first) : IArcVisitor
        {
            private uint _source;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Visit(uint source, uint offset)
            {
                if (source != _source)
                {
                    EndGroup();
                    _source = source;
                }

                if (sources.TryFind(first + offset, out uint target))
                {
                    copier.Add(target);
                }
            }

            public readonly void EndGroup()
            {
                if (copier._count > 0)
                {
                    copier.EndGroup(_source);
                }
            }
        }
    }
}
