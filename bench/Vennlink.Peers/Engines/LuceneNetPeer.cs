using System.Diagnostics;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Vennlink.Peers.Data;
using Vennlink.Peers.Measurement;
using Vennlink.Peers.Questions;

namespace Vennlink.Peers.Engines;

/// <summary>Lucene.NET 4.8, in process: a document a source, in order of authority, its targets as terms.</summary>
internal sealed class LuceneNetPeer : Peer
{
    private MMapDirectory? _directory;
    private DirectoryReader? _reader;
    private IndexSearcher? _searcher;
    private AtomicReaderContext? _leaf;
    private uint[] _ids = new uint[1 << 16];

    public override string Name => "lucene.net";

    public override BuildFigures Build(PeerData data, string folder)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using (MMapDirectory directory = new(folder))
        {
            // Merges neighbours only, so that documents stay in order of authority; TieredMergePolicy would not.
            IndexWriterConfig config = new(LuceneVersion.LUCENE_48, null)
            {
                RAMBufferSizeMB = 1024,
                UseCompoundFile = false,
                MergePolicy = new LogByteSizeMergePolicy { NoCFSRatio = 0 },
            };
            FieldType targets =
                new() { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY };
            using TargetTokens tokens = new();
            Int32Field rank = new("rank", 0, Field.Store.NO);
            NumericDocValuesField spam = new("spam", 0);
            Document document = [new Field("t", tokens, targets), rank, spam];
            using IndexWriter writer = new(directory, config);
            data.ReadForward((source, list) =>
            {
                tokens.Set(list);
                rank.SetInt32Value((int)source);
                spam.SetInt64Value(data.Spam[source]);
                writer.AddDocument(document);
            });
            writer.ForceMerge(1);
        }

        return new BuildFigures(Name, clock.Elapsed.TotalSeconds, ProcessFigures.FolderBytes(folder), PeakBytes(), "");
    }

    public override void Open(PeerData data, IReadOnlyList<Question> questions, string folder)
    {
        _directory = new MMapDirectory(folder);
        _reader = DirectoryReader.Open(_directory);
        if (_reader.Leaves.Count != 1 || _reader.MaxDoc != data.Facts.SourceCount)
        {
            throw new InvalidOperationException("expected one segment with a document for each source");
        }

        _leaf = _reader.Leaves[0];
        _searcher = new IndexSearcher(_reader) { Similarity = new MatchCount() };
    }

    public override Answer Ask(Question question, Operation operation, string form)
    {
        PageRow? after = question.After(operation);
        long start = Stopwatch.GetTimestamp();
        switch (operation)
        {
            case Operation.Total:
                TotalHitCountCollector hits = new();
                _searcher!.Search(QueryOf(question, false), hits);
                return Answer.OfTotal(Stopwatch.GetElapsedTime(start), hits.TotalHits);
            case Operation.All:
                int count = AllIds(question);
                return Answer.OfAll(Stopwatch.GetElapsedTime(start), _ids.AsSpan(0, count));
            case Operation.FirstByCount or Operation.TenthByCount:
                TopScoreDocCollector byCount = after is { } row450
                    ? TopScoreDocCollector.Create(
                        Oracle.PageRowCount, new ScoreDoc((int)row450.Source, row450.MatchCount), true)
                    : TopScoreDocCollector.Create(Oracle.PageRowCount, true);
                _searcher!.Search(QueryOf(question, true), byCount);
                return Page(question, start, byCount.GetTopDocs());
            case Operation.FirstBySpam:
                Sort sort = new(new SortField("spam", SortFieldType.INT64, true), SortField.FIELD_DOC);
                return Page(
                    question, start, _searcher!.Search(QueryOf(question, false), null, Oracle.PageRowCount, sort));
            default:
                return Page(question, start, FirstDocuments(question, after));
        }
    }

    public override void Dispose()
    {
        _reader?.Dispose();
        _directory?.Dispose();
    }

    private static BooleanQuery QueryOf(Question question, bool isScored)
    {
        BooleanQuery query = new(disableCoord: true) { MinimumNumberShouldMatch = question.MinMatchingTargets };
        foreach (int target in question.Positives)
        {
            TermQuery list = new(new Term("t", TargetTokens.TermOf((uint)target)));
            query.Add(isScored ? new ConstantScoreQuery(list) : list, Occur.SHOULD);
        }

        foreach (int target in question.Negatives)
        {
            query.Add(new TermQuery(new Term("t", TargetTokens.TermOf((uint)target))), Occur.MUST_NOT);
        }

        foreach (IdRange site in question.OwnSites)
        {
            query.Add(NumericRangeQuery.NewInt32Range("rank", (int)site.Start, (int)site.End, true, false),
                Occur.MUST_NOT);
        }

        return query;
    }

    private int AllIds(Question question)
    {
        int filled = 0;
        _searcher!.Search(QueryOf(question, false), Collector.NewAnonymous(
            setScorer: _ => { },
            collect: document =>
            {
                if (filled == _ids.Length)
                {
                    Array.Resize(ref _ids, filled * 2);
                }

                _ids[filled++] = (uint)document;
            },
            setNextReader: _ => { },
            acceptsDocsOutOfOrder: () => true));
        return filled;
    }

    // Documents are numbered in order of authority, so the first matches are the first rows.
    private List<int> FirstDocuments(Question question, PageRow? after)
    {
        List<int> documents = new(Oracle.PageRowCount);
        Scorer? matches = _searcher!.CreateNormalizedWeight(QueryOf(question, false)).GetScorer(_leaf, null);
        if (matches is not null)
        {
            for (int document = after is { } row ? matches.Advance((int)row.Source + 1) : matches.NextDoc();
                 document != DocIdSetIterator.NO_MORE_DOCS && documents.Count < Oracle.PageRowCount;
                 document = matches.NextDoc())
            {
                documents.Add(document);
            }
        }

        return documents;
    }

    private Answer Page(Question question, long start, TopDocs hits) =>
        Page(question, start, [.. hits.ScoreDocs.Select(hit => hit.Doc)]);

    private Answer Page(Question question, long start, List<int> documents)
    {
        int[] sorted = [.. documents.Order()];
        int[] counts = new int[sorted.Length];
        foreach (int target in question.Positives)
        {
            DocsEnum? list = _leaf!.AtomicReader.GetTermDocsEnum(new Term("t", TargetTokens.TermOf((uint)target)));
            for (int index = 0; list is not null && index < sorted.Length; index++)
            {
                int document = list.DocID < sorted[index] ? list.Advance(sorted[index]) : list.DocID;
                counts[index] += document == sorted[index] ? 1 : 0;
            }
        }

        PageRow[] rows = [
            .. documents.Select(document => new PageRow((uint)document, counts[Array.BinarySearch(sorted, document)]))];
        return Answer.OfPage(Stopwatch.GetElapsedTime(start), rows);
    }

    /// <summary>Scores a match of a constant query 1, so that a document's score is its number of matches.</summary>
    private sealed class MatchCount : DefaultSimilarity
    {
        public override float QueryNorm(float sumOfSquaredWeights) => 1;
    }
}
