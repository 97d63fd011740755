import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BulkScorer;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LeafCollector;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Scorable;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocsCollector;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.TotalHitCountCollector;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.Version;

/** Lucene as a peer: a document a source, its targets as terms, index sorted by authority. Speaks lines; see Engines/ChildPeer.cs. */
public final class LucenePeer {
    private static final int PAGE_ROWS = 50;
    private static final int TOTAL = 0, ALL = 1, FIRST_BY_AUTHORITY = 2, FIRST_BY_COUNT = 3, FIRST_BY_SPAM = 4, TENTH_BY_AUTHORITY = 5, TENTH_BY_COUNT = 6;

    private final IndexSearcher searcher;
    private final LeafReaderContext leaf;
    private int[] ids = new int[1 << 16];

    private LucenePeer(Path index) throws IOException {
        DirectoryReader reader = DirectoryReader.open(new MMapDirectory(index));
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // else the second time a question is asked its answer comes out of a cache
        leaf = reader.leaves().get(0);
        // One segment, sorted by rank, a document for each source: the number of a document is the source's id.
        NumericDocValues ranks = leaf.reader().getNumericDocValues("rank");
        for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
            if (reader.leaves().size() != 1 || !ranks.advanceExact(doc) || ranks.longValue() != doc) throw new IllegalStateException("not in rank order");
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[1]), index = Path.of(arguments[2]);
        if (arguments[0].equals("build")) {
            build(data, index);
            System.out.println(Version.LATEST);
            return;
        }

        LucenePeer peer = new LucenePeer(index);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        PrintStream out = new PrintStream(System.out, false);
        in.readLine();
        out.println("ready");
        out.flush();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(peer.answer(new Question(line)));
            out.flush();
        }
    }

    private static void build(Path data, Path index) throws IOException {
        IndexWriterConfig config = new IndexWriterConfig();
        config.setRAMBufferSizeMB(1024);
        config.setUseCompoundFile(false);
        config.setIndexSort(new Sort(new SortField("rank", SortField.Type.INT)));
        byte[] spam = Files.readAllBytes(data.resolve("spam.bin"));
        try (IndexWriter writer = new IndexWriter(new MMapDirectory(index), config)) {
            // One thread: with more, documents of several parts meet in one segment, which then must be sorted when it is written (78 s instead of 43 for 32 M arcs).
            addDocuments(writer, data, spam);
            writer.forceMerge(1);
        }
    }

    private static void addDocuments(IndexWriter writer, Path data, byte[] spam) throws IOException {
        FieldType targets = new FieldType();
        targets.setIndexOptions(IndexOptions.DOCS);
        targets.setTokenized(true);
        targets.setOmitNorms(true);
        targets.freeze();
        TargetStream stream = new TargetStream();
        Field field = new Field("t", stream, targets);
        Field rank = new NumericDocValuesField("rank", 0), spamValue = new NumericDocValuesField("spam", 0);
        IntPoint rankPoint = new IntPoint("rank", 0), spamPoint = new IntPoint("spam", 0);
        Document document = new Document();
        for (Field each : List.of(field, rank, spamValue, rankPoint, spamPoint)) document.add(each);
        try (Words offsets = new Words(data.resolve("forward-offsets.bin")); Words forward = new Words(data.resolve("forward.bin"))) {
            long start = offsets.nextLong();
            for (int source = 0; source < spam.length; source++) {
                long end = offsets.nextLong();
                stream.count = (int) (end - start);
                if (stream.targets.length < stream.count) stream.targets = new int[stream.count * 2];
                for (int i = 0; i < stream.count; i++) stream.targets[i] = forward.nextInt();
                rank.setLongValue(source);
                rankPoint.setIntValue(source);
                spamValue.setLongValue(spam[source]);
                spamPoint.setIntValue(spam[source]);
                writer.addDocument(document);
                start = end;
            }
        }
    }

    private String answer(Question q) throws IOException {
        long start = System.nanoTime(), count, checksum = 0;
        int[] page = {}, counts = {};
        if (q.operation == TOTAL) {
            TotalHitCountCollector hits = new TotalHitCountCollector();
            searcher.search(query(q, false), hits);
            count = hits.getTotalHits();
        } else if (q.operation == ALL) {
            IdCollector collector = new IdCollector();
            searcher.search(query(q, false), collector);
            count = collector.filled;
        } else {
            if (q.operation == FIRST_BY_COUNT || q.operation == TENTH_BY_COUNT) {
                ScoreDoc after = q.hasAfter ? new ScoreDoc(q.afterId, q.afterCount) : null;
                // "exhaustive" scores every match by the window; the other way skips blocks that cannot compete.
                page = docs(query(q, true), TopScoreDocCollector.create(PAGE_ROWS, after, q.exhaustive ? Integer.MAX_VALUE : PAGE_ROWS));
            } else if (q.operation == FIRST_BY_SPAM) {
                SortField spam = new SortField("spam", SortField.Type.INT, true);
                if (!q.exhaustive) spam.setCanUsePoints();
                page = docs(query(q, false), TopFieldCollector.create(new Sort(spam, SortField.FIELD_DOC), PAGE_ROWS, PAGE_ROWS));
            } else {
                page = firstDocs(q);
            }

            counts = matches(q, page);
            count = page.length;
        }

        long nanoseconds = System.nanoTime() - start;
        for (int i = 0; q.operation == ALL && i < count; i++) {
            long mixed = ids[i] * 0x9E3779B97F4A7C15L;
            checksum += mixed ^ (mixed >>> 32);
        }

        StringBuilder line = new StringBuilder().append(nanoseconds).append(' ').append(count).append(' ').append(Long.toUnsignedString(checksum)).append(' ').append(page.length);
        for (int i = 0; i < page.length; i++) line.append(' ').append(page[i]).append(' ').append(counts[i]);
        return line.toString();
    }

    private static Query query(Question q, boolean isScored) {
        BooleanQuery.Builder query = new BooleanQuery.Builder().setMinimumNumberShouldMatch(q.k);
        for (int target : q.positives) {
            TermQuery list = new TermQuery(term(target));
            query.add(isScored ? new ConstantScoreQuery(list) : list, Occur.SHOULD);
        }

        for (int target : q.negatives) query.add(new TermQuery(term(target)), Occur.MUST_NOT);
        for (int i = 0; i < q.ownSites.length; i += 2) query.add(IntPoint.newRangeQuery("rank", q.ownSites[i], q.ownSites[i + 1] - 1), Occur.MUST_NOT);
        return query.build();
    }

    // The index is sorted by rank, so that the first documents are the first rows; bulk scoring may begin at any document.
    private int[] firstDocs(Question q) throws IOException {
        BulkScorer scorer = searcher.createWeight(searcher.rewrite(query(q, false)), ScoreMode.COMPLETE_NO_SCORES, 1).bulkScorer(leaf);
        FirstCollector first = new FirstCollector();
        if (scorer != null) {
            try {
                scorer.score(first, leaf.reader().getLiveDocs(), q.hasAfter ? q.afterId + 1 : 0, DocIdSetIterator.NO_MORE_DOCS);
            } catch (CollectionTerminatedException enough) {
                // The page is full.
            }
        }

        return Arrays.copyOf(first.docs, first.filled);
    }

    private int[] docs(Query query, TopDocsCollector<?> collector) throws IOException {
        searcher.search(query, collector);
        return Arrays.stream(collector.topDocs().scoreDocs).mapToInt(hit -> hit.doc).toArray();
    }

    private int[] matches(Question q, int[] page) throws IOException {
        int[] sorted = page.clone();
        Arrays.sort(sorted);
        int[] bySorted = new int[page.length];
        for (int target : q.positives) {
            PostingsEnum list = leaf.reader().postings(term(target), PostingsEnum.NONE);
            for (int i = 0; list != null && i < sorted.length; i++) {
                if (list.docID() < sorted[i]) list.advance(sorted[i]);
                if (list.docID() == sorted[i]) bySorted[i]++;
            }
        }

        int[] counts = new int[page.length];
        for (int i = 0; i < page.length; i++) counts[i] = bySorted[Arrays.binarySearch(sorted, page[i])];
        return counts;
    }

    private static Term term(int target) {
        return new Term("t", new BytesRef(ByteBuffer.allocate(4).putInt(target).array()));
    }

    /** Ids of all matches. */
    private final class IdCollector extends SimpleCollector {
        int filled;

        @Override
        public void collect(int doc) {
            if (filled == ids.length) ids = Arrays.copyOf(ids, filled * 2);
            ids[filled++] = doc;
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    /** The first documents. */
    private static final class FirstCollector implements LeafCollector {
        final int[] docs = new int[PAGE_ROWS];
        int filled;

        @Override
        public void setScorer(Scorable scorer) {
        }

        @Override
        public void collect(int doc) {
            docs[filled++] = doc;
            if (filled == docs.length) throw new CollectionTerminatedException();
        }
    }

    /** Targets of one source as terms of four bytes. */
    private static final class TargetStream extends TokenStream {
        private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
        private final BytesRef bytes = new BytesRef(new byte[4]);
        int[] targets = new int[0];
        int count;
        private int next;

        @Override
        public boolean incrementToken() {
            if (next == count) return false;
            clearAttributes();
            int target = targets[next++];
            for (int i = 0; i < 4; i++) bytes.bytes[i] = (byte) (target >>> (24 - 8 * i));
            term.setBytesRef(bytes);
            return true;
        }

        @Override
        public void reset() {
            next = 0;
        }
    }

    /** Little-endian numbers of a file, one after the other. */
    private static final class Words implements AutoCloseable {
        private final FileChannel file;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN).limit(0);

        Words(Path path) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.READ);
        }

        int nextInt() throws IOException {
            fill(Integer.BYTES);
            return buffer.getInt();
        }

        long nextLong() throws IOException {
            fill(Long.BYTES);
            return buffer.getLong();
        }

        private void fill(int bytes) throws IOException {
            while (buffer.remaining() < bytes) {
                buffer.compact();
                if (file.read(buffer) < 0) throw new IOException("file too short");
                buffer.flip();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** One line of the harness. */
    private static final class Question {
        final int operation, k, afterCount, afterId;
        final boolean hasAfter, exhaustive;
        final int[] positives, negatives, ownSites;

        Question(String line) {
            StringTokenizer words = new StringTokenizer(line);
            operation = next(words);
            exhaustive = next(words) == 1;
            k = next(words);
            hasAfter = next(words) == 1;
            afterCount = next(words);
            afterId = next(words);
            positives = list(words, 1);
            negatives = list(words, 1);
            ownSites = list(words, 2);
        }

        private static int next(StringTokenizer words) {
            return Integer.parseInt(words.nextToken());
        }

        private static int[] list(StringTokenizer words, int each) {
            int[] list = new int[next(words) * each];
            for (int i = 0; i < list.length; i++) list[i] = next(words);
            return list;
        }
    }
}
