using System.Diagnostics;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Soak;

/// <summary>
/// Mixed calls from many threads, while streams start and stop and models come and go. Every result is compared with
/// the one that was found alone.
/// </summary>
internal sealed class Soak : IDisposable
{
    private const int PictureCount = 12, Samples = 120;

    private readonly SoakOptions _options;
    private readonly TemporaryFolder _folder = new();
    private readonly Mat[] _pictures;
    private readonly IReadOnlyList<SoakModel> _models;
    private readonly Expectations _expected;
    private readonly LoadedModel[] _loaded;
    private readonly ClipStreams _streams;
    private readonly Stopwatch _clock = new();

    public Soak(SoakOptions options)
    {
        _options = options;
        _pictures =
        [
            .. Enumerable.Range(0, PictureCount).Select(i => Scenery.Draw(new Size(64 + 24 * i, 240 - 12 * i), i))
        ];
        _models = SoakModel.Make(_folder);
        _expected = new Expectations(_models, _pictures);
        _loaded = [.. _models.Select(model => model.Load())];
        _streams = new ClipStreams(_folder.File("clip.avi"), _loaded[1].Detector);
    }

    public List<Resources> Moments { get; } = [];

    public SoakCounts Counts { get; } = new();

    /// <summary>Runs everything; throws the first failure.</summary>
    public void Run()
    {
        if (_expected.Objects == 0) throw new InvalidOperationException("no model finds anything in any picture");
        _clock.Start();
        List<Task> tasks =
        [
            .. Enumerable.Range(0, _options.Threads).Select(thread => Start(() => Call(thread))),
            Start(() => Spread(_options.Streams, number => _streams.StartAndStop(number, Counts))),
            Start(() => Spread(_options.Models, LoadAndDispose)),
            Start(Sample),
        ];
        Task.WaitAll(tasks);
    }

    public void Dispose()
    {
        foreach (LoadedModel loaded in _loaded) loaded.Dispose();
        foreach (Mat picture in _pictures) picture.Dispose();
        _folder.Dispose();
    }

    private static Task Start(Action work) => Task.Factory.StartNew(work, TaskCreationOptions.LongRunning);

    private void Call(int thread)
    {
        RandomSource random = new(RandomSource.DeriveSeed(_options.Seed, thread));
        while (_clock.Elapsed < _options.Duration)
        {
            int model = random.NextIndex(_models.Count), picture = random.NextIndex(PictureCount);
            Detector detector = _loaded[model].Detector;
            if (random.NextIndex(4) == 0) CallBatch(detector, model, random);
            else _expected.Require(_models[model].Name, picture, detector.Detect(_pictures[picture]));
            Counts.AddCall();
        }
    }

    private void CallBatch(Detector detector, int model, RandomSource random)
    {
        int[] chosen = [.. Enumerable.Range(0, 1 + random.NextIndex(4)).Select(_ => random.NextIndex(PictureCount))];
        IReadOnlyList<DetectionResult> results = detector.DetectBatch([.. chosen.Select(i => _pictures[i])]);
        for (int i = 0; i < chosen.Length; i++) _expected.Require(_models[model].Name, chosen[i], results[i]);
    }

    private void LoadAndDispose(int number)
    {
        int model = number % _models.Count;
        LoadedModel loaded = _models[model].Load();
        if (_options.DisposesDuringCalls && number % 3 == 0)
        {
            DisposeDuringCalls(loaded);
        }
        else
        {
            int picture = number % PictureCount;
            using (loaded) _expected.Require(_models[model].Name, picture, loaded.Detector.Detect(_pictures[picture]));
        }
        Counts.AddModel();
    }

    // Late calls may be refused, and nothing else.
    private void DisposeDuringCalls(LoadedModel loaded)
    {
        using Barrier together = new(3);
        Task[] callers =
        [
            .. Enumerable.Range(0, 2).Select(caller => Start(() =>
            {
                together.SignalAndWait();
                try
                {
                    for (int i = 0; i < 1000; i++) loaded.Detector.Detect(_pictures[(caller + i) % PictureCount]);
                }
                catch (ObjectDisposedException)
                {
                    Counts.AddRefusal();
                }
            }))
        ];
        together.SignalAndWait();
        Thread.Sleep(5);
        loaded.Dispose();
        Task.WaitAll(callers);
    }

    // As many as asked for, evenly over the time.
    private void Spread(int times, Action<int> work)
    {
        for (int number = 0; number < times; number++)
        {
            TimeSpan due = _options.Duration * ((double)number / times);
            if (due > _clock.Elapsed) Thread.Sleep(due - _clock.Elapsed);
            work(number);
        }
    }

    private void Sample()
    {
        while (_clock.Elapsed < _options.Duration)
        {
            Thread.Sleep(_options.Duration / Samples);
            Moments.Add(Resources.Measure(_clock.Elapsed.TotalSeconds));
        }
    }
}
