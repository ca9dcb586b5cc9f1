// Finds objects in one photograph:  dotnet run --project examples/QuickDetect -- photo.jpg [annotated.png [model.onnx]]
using DetectionSdk;
using DetectionSdk.Imaging;
using OpenCvSharp;

if (args.Length is 0 or > 3)
{
    Console.Error.WriteLine("usage: QuickDetect PHOTO [ANNOTATED [MODEL]]");
    return 2;
}

string photoPath = args[0];
string annotatedPath = args.Length > 1 ? args[1] : Path.GetFileNameWithoutExtension(photoPath) + "-found.png";
try
{
    using Detector detector = args.Length > 2 ? Detector.Load(args[2]) : Detector.LoadDefault();
    using Mat photo = ImageFile.Read(photoPath);

    DetectionResult result = detector.Detect(photo);
    foreach (DetectedObject found in result.Objects)
        Console.WriteLine(
            $"{found.Label} {found.Score:0.00} at {found.Box.X:0}, {found.Box.Y:0}, {found.Box.Width:0} x "
            + $"{found.Box.Height:0}");

    using Mat annotated = result.Draw(photo);
    if (!annotated.SaveImage(annotatedPath)) throw new IOException($"'{annotatedPath}' could not be written.");
    Console.WriteLine(
        $"{result.Objects.Count} objects in {result.Timings.Total.TotalMilliseconds:0} ms, drawn into "
        + Path.GetFullPath(annotatedPath));
    return 0;
}
catch (Exception error) when (error is DetectionSdkException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
