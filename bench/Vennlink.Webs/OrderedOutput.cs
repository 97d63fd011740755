namespace Vennlink.Webs;

/// <summary>Pieces made by several threads, written to files in order.</summary>
internal static class OrderedOutput
{
    /// <summary>Number of the file that a piece goes to.</summary>
    public static int FileOf(int piece, int pieceCount, int fileCount) => (int)((long)piece * fileCount / pieceCount);

    /// <summary>
    /// Makes and writes pieces 0 … <paramref name="pieceCount"/> − 1; the bytes do not depend on the number of threads.
    /// </summary>
    /// <param name="files">Files, each of which gets an equal run of the pieces.</param>
    /// <param name="pieceCount">Pieces.</param>
    /// <param name="threadCount">Threads.</param>
    /// <param name="createMaker">Called once for each thread; gives what makes a piece, whose bytes are valid until its
    /// next call.</param>
    /// <param name="written">Called in order after each piece.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static void Write(
        IReadOnlyList<string> files,
        int pieceCount,
        int threadCount,
        Func<Func<int, ReadOnlyMemory<byte>>> createMaker,
        Action<int>? written,
        CancellationToken cancellationToken)
    {
        object turn = new();
        int claimed = -1;
        int next = 0;
        int fileNumber = -1;
        FileStream? output = null;
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, threadCount).Select(_ => new Thread(Work))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        output?.Dispose();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        void Work()
        {
            try
            {
                Func<int, ReadOnlyMemory<byte>> make = createMaker();
                for (int piece; (piece = Interlocked.Increment(ref claimed)) < pieceCount;)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    ReadOnlyMemory<byte> bytes = make(piece);
                    lock (turn)
                    {
                        while (next != piece && failure is null)
                        {
                            Monitor.Wait(turn);
                        }

                        if (failure is not null)
                        {
                            return;
                        }

                        for (int wanted = FileOf(piece, pieceCount, files.Count); fileNumber < wanted;)
                        {
                            output?.Dispose();
                            output = new FileStream(files[++fileNumber], FileMode.Create, FileAccess.Write,
                                FileShare.Read, 0);
                        }

                        output!.Write(bytes.Span);
                        next++;
                        written?.Invoke(piece);
                        Monitor.PulseAll(turn);
                    }
                }
            }
            catch (Exception problem)
            {
                // Handed to the caller's thread; the other threads stop at their next turn.
                lock (turn)
                {
                    failure ??= problem;
                    Monitor.PulseAll(turn);
                }
            }
        }
    }
}
