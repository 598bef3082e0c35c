import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ in memory, on this machine only. */
public class SqsServer {
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.out.println("Usage: sqs-server <port>; 0: any free one");
      System.exit(2);
    }
    var port = Integer.parseInt(arguments[0]);
    var builder = SQSRestServerBuilder.withInterface("127.0.0.1");
    var server = (port == 0 ? builder.withDynamicPort() : builder.withPort(port)).start();
    System.out.println("listening on " + server.waitUntilStarted().localAddress().getPort());
  }
}
