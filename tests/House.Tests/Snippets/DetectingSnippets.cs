using System.Reflection;
using DetectionSdk.Families;
using DetectionSdk.Models;
using DetectionSdk.Onnx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.House.Tests.Snippets;

internal static class DetectingSnippets
{
    public static void Options()
    {
        #region DetectorOptions
        DetectorOptions options = new()
        {
            Confidence = 0.3f,                       // lowest score that counts; default 0.25
            Iou = 0.6f,                              // overlap above which the weaker box goes; default 0.7
            InputSize = new Size(640, 640),          // for models of any size; default: the model's own
            Provider = ExecutionProvider.Cuda,       // default Auto: an accelerator that starts, else the CPU
        };
        using Detector detector = Detector.Load("yolov8n.onnx", options);
        #endregion
    }

    public static DetectorOptions Families()
    {
        #region Families
        DetectorOptions mine = new()
        {
            Family = new PpYoloeFamily(),                        // what the graph leaves open between two families
            ClassNames = CocoClasses.Names,                      // what the file does not carry
            ConfigureInput = spec => spec with { Colours = ColourOrder.Bgr },   // what no graph says
        };
        #endregion
        return mine;
    }

    public static void FromMemory(Assembly assembly)
    {
        #region LoadFromMemory
        using Detector fromBytes = Detector.Load(File.ReadAllBytes("model.onnx"));
        using Stream stream = assembly.GetManifestResourceStream("model.onnx")!;
        using Detector fromStream = Detector.Load(stream);          // reads to the end, leaves the stream open
        #endregion
    }

    public static async Task ManyPictures(
        Detector detector, IReadOnlyList<Mat> frames, byte[] upload, CancellationToken token)
    {
        #region ManyPictures
        IReadOnlyList<DetectionResult> results = detector.DetectBatch(frames);   // one tensor where the model allows
        DetectionResult uploaded = detector.Detect(upload);                      // the bytes of an image file
        DetectionResult awaited = await detector.DetectAsync(frames[0], token);  // off the caller's thread
        DetectionResult read = await detector.DetectAsync("photo.jpg", token);   // reading the file, too
        results = await detector.DetectBatchAsync(frames, token);                // the token reaches the network
        #endregion
    }

    public static void Draw(Detector detector, Mat photo)
    {
        #region DrawAndExport
        DetectionResult result = detector.Detect(photo);
        using Mat drawn = result.Draw(photo);                    // a copy; your picture is never changed
        string json = result.ToJson("photo.jpg");
        Console.WriteLine($"{result.Timings.Total.TotalMilliseconds:0} ms");
        #endregion
    }

    public static void Quantize(IEnumerable<Mat> photographs)
    {
        #region Quantize
        using Detector detector = Detector.Load("yolov8n.onnx");
        IEnumerable<IReadOnlyList<NamedOnnxValue>> pictures = photographs.Select(detector.Prepare);   // read twice
        QuantizedModel quantized = Quantizer.Quantize(OnnxModel.Load("yolov8n.onnx"), pictures);
        Console.WriteLine(quantized.Summary());
        quantized.Model.Save("yolov8n-int8.onnx");
        #endregion
    }

    public static void Tile(Mat aerialPhotograph)
    {
        #region Tiles
        DetectorOptions options = new() { Tiling = new TilingOptions() };   // tiles of 640 pixels, or the model's input
        using Detector detector = Detector.Load("yolov8n.onnx", options);
        DetectionResult result = detector.Detect(aerialPhotograph);         // boxes in pixels of the photograph
        #endregion
    }

    public static void Host(IServiceCollection services)
    {
        #region Host
        services.AddDetector("model.onnx", new DetectorOptions { Confidence = 0.4f });
        services.AddDetector("gate", "people.onnx");            // a second one: [FromKeyedServices("gate")] Detector
        #endregion
    }

    public static IReadOnlyList<DetectedObject> Refuse(Detector detector, byte[] upload)
    {
        #region BadInput
        try
        {
            return detector.Detect(upload).Objects;
        }
        catch (DetectionSdkException error)   // what was given is at fault; the message says what and why
        {
            Console.Error.WriteLine(error.Message);
            return [];
        }
        #endregion
    }
}
